using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Manidala.Storage;

/// <summary>The instruments of the journal. One set a database; the meter belongs to the factory where one is given.</summary>
public sealed class StorageMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Manidala.Storage";

    private readonly Meter? _ownMeter;
    private readonly Counter<long> _appended;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<double> _appendDuration;
    private readonly Histogram<int> _groupSize;

    /// <param name="partitionsLeft">Seconds until the journal's partitions end; null where it has none.</param>
    public StorageMetrics(IMeterFactory? factory, Func<long> queueDepth, Func<double?>? partitionsLeft = null)
    {
        Meter meter = factory?.Create(MeterName) ?? (_ownMeter = new Meter(MeterName));
        _appended = meter.CreateCounter<long>(
            "manidala.journal.appended", "{interaction}", "Interactions committed to the journal");
        _duplicates = meter.CreateCounter<long>(
            "manidala.journal.duplicates", "{interaction}", "Interactions that the journal held already");
        _rejected = meter.CreateCounter<long>(
            "manidala.journal.rejected", "{interaction}", "Interactions refused because the queue was full");
        _failed = meter.CreateCounter<long>("manidala.journal.failed", "{interaction}", "Interactions whose commit failed");
        _commitDuration = Duration(meter, "manidala.journal.commit.duration", "Time to commit one group");
        _appendDuration = Duration(meter, "manidala.journal.append.duration", "Time from a call's arrival at the journal until its interactions are durable");
        _groupSize = meter.CreateHistogram(
            "manidala.journal.group.size", "{interaction}", "Interactions in one commit",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });
        meter.CreateObservableGauge("manidala.journal.queue.depth", queueDepth, "{interaction}", "Interactions that wait for the journal");
        if (partitionsLeft is not null)
        {
            meter.CreateObservableGauge(
                "manidala.journal.partitions.left",
                () => partitionsLeft() is { } left ? [new Measurement<double>(left)] : Array.Empty<Measurement<double>>(),
                "s",
                "Time until the partitions that were made ahead end");
        }
    }

    /// <summary>A timestamp for what ends later; 0 where nobody listens.</summary>
    internal long Started() => _commitDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal void Committed(long startedAt, int groupSize, int duplicates)
    {
        if (startedAt != 0)
        {
            _commitDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        }

        _groupSize.Record(groupSize);
        _appended.Add(groupSize - duplicates);
        if (duplicates > 0)
        {
            _duplicates.Add(duplicates);
        }
    }

    /// <param name="queuedAt">When the call was queued; 0 where nobody listened.</param>
    internal void Appended(long queuedAt)
    {
        if (queuedAt != 0)
        {
            _appendDuration.Record(Stopwatch.GetElapsedTime(queuedAt).TotalSeconds);
        }
    }

    internal void Failed(int interactions) => _failed.Add(interactions);

    internal void Rejected(int interactions) => _rejected.Add(interactions);

    public void Dispose() => _ownMeter?.Dispose();

    private static Histogram<double> Duration(Meter meter, string name, string description) => meter.CreateHistogram(
        name, "s", description,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10] });
}
