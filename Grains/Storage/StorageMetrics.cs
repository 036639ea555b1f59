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
    private readonly Histogram<double> _commitDuration;
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
        _commitDuration = meter.CreateHistogram(
            "manidala.journal.commit.duration", "s", "Time to commit one group",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10] });
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

    internal long CommitStarted() => _commitDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

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

    internal void Rejected(int interactions) => _rejected.Add(interactions);

    public void Dispose() => _ownMeter?.Dispose();
}
