using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Models;

/// <summary>Feeds whose items a device finds; here the processor runs its graph.</summary>
public sealed class DeviceRetrievalTests
{
    private const int Page = 10;

    [Fact]
    public async Task GetFeed_ItemsFoundByADevice_AreTheIndexsAndPagesAreWhole()
    {
        await using TestManidala plain = await TestManidala.StartAsync();
        await using TestManidala device = await TestManidala.StartAsync(settings: _ => new() { ["Retrieval:Device"] = "cpu", ["Retrieval:DeviceRows"] = "30" });
        var counts = new ConcurrentDictionary<string, long>();
        using MeterListener listener = Count(device.Service<IMeterFactory>(), counts);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(user => CompareAsync(plain, device, $"user-{user}", clicks: 1 + (6 * user), user)));

        // Users who have seen little are answered by what the device found; those who have seen nearly all of it are not.
        Assert.True(counts.GetValueOrDefault("manidala.retrieval.device_hits") > 0, "No feed was answered by the device.");
        Assert.True(counts.GetValueOrDefault("manidala.retrieval.device_misses") > 0, "No feed needed the index.");
    }

    private static async Task CompareAsync(TestManidala plain, TestManidala device, string user, int clicks, int seed)
    {
        var random = new Random(seed);
        NewInteraction[] all = [.. Enumerable.Range(0, clicks).Select(click => TestManidala.Interaction($"c{click}", random.Next(TestManidala.Items)))];
        await plain.User(user).Record([.. all]);
        await device.User(user).Record([.. all]);

        Feed expected = await plain.User(user).GetFeed(TestManidala.Query(Page));
        Feed actual = await device.User(user).GetFeed(TestManidala.Query(Page));

        Assert.False(actual.IsFallback);
        Assert.Equal(expected.Items.Select(item => item.Id), actual.Items.Select(item => item.Id));
        Assert.All(expected.Items.Zip(actual.Items), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
    }

    private static MeterListener Count(IMeterFactory factory, ConcurrentDictionary<string, long> counts)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name.StartsWith("manidala.retrieval.device_", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        return listener;
    }
}
