using System.Diagnostics.Metrics;
using Manidala.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Storage.Tests;

public sealed class StorageMetricsTests() : DatabaseTest(new SqliteTestDatabase())
{
    [Fact]
    public async Task AppendAsync_WithAMeterFactory_CountsWhatWasAppended()
    {
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        Dictionary<string, double> sums = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == StorageMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(sums, instrument.Name, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(sums, instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(sums, instrument.Name, value));
        listener.Start();

        await using (ManidalaDatabase database = await ManidalaDatabase.OpenAsync(Options, NullLoggerFactory.Instance, Time, Cancelled, meters))
        {
            await database.Journal.AppendAsync([Event("u", "1"), Event("u", "2"), Event("u", "1")], Cancelled);
            listener.RecordObservableInstruments();
        }

        Assert.Equal(2, sums["manidala.journal.appended"]);
        Assert.Equal(1, sums["manidala.journal.duplicates"]);
        Assert.Equal(3, sums["manidala.journal.group.size"]);
        Assert.Equal(0, sums["manidala.journal.queue.depth"]);
        Assert.True(sums["manidala.journal.commit.duration"] > 0);
        Assert.True(sums["manidala.journal.append.duration"] >= sums["manidala.journal.commit.duration"]);
    }

    private static void Add(Dictionary<string, double> sums, string name, double value)
    {
        lock (sums)
        {
            sums[name] = sums.GetValueOrDefault(name) + value;
        }
    }
}
