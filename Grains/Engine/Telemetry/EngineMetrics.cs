using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Manidala.Engine.Telemetry;

/// <summary>The engine's instruments. Thread-safe.</summary>
public sealed class EngineMetrics
{
    /// <summary>The name to subscribe to.</summary>
    public const string MeterName = "Manidala.Engine";

    private const string Reason = "reason";
    private const string Step = "step";

    private static readonly double[] DurationSeconds =
        [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    private static readonly double[] BuildSeconds = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    private static readonly double[] AgeSeconds = [60, 300, 900, 3600, 4 * 3600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400];

    private static readonly int[] PowersOfTwo = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    private static readonly int[] ReplayLengths = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    private readonly ConcurrentDictionary<long, double> _followLags = new();
    private readonly TimeProvider _time;

    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _serviceTime;
    private readonly Histogram<double> _searchDuration;
    private readonly Histogram<double> _stepDuration;
    private readonly UpDownCounter<int> _queueDepth;
    private readonly UpDownCounter<int> _deltaRecent;
    private readonly UpDownCounter<int> _deltaMerged;
    private readonly Histogram<double> _mergeDuration;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _modelsRefused;
    private readonly Counter<long> _modelsTakenBack;
    private readonly Counter<long> _deviceHits;
    private readonly Counter<long> _deviceMisses;
    private readonly Histogram<double> _clickToFeed;
    private readonly Histogram<int> _replayLength;
    private readonly Histogram<double> _snapshotAge;
    private volatile ServingModel? _serving;

    public EngineMetrics(IMeterFactory meters, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Meter meter = meters.Create(MeterName);
        _batchSize = meter.CreateHistogram(
            "manidala.batch.size",
            "{request}",
            "Requests computed together in one batch.",
            null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = PowersOfTwo });
        _queueWait = Duration(meter, "manidala.batch.queue_wait", "Time from a request's arrival until its batch begins.");
        _serviceTime = Duration(meter, "manidala.batch.service_time", "Time to compute one batch.");
        _searchDuration = Duration(meter, "manidala.retrieval.search_duration", "Time of one search through all items.");
        _stepDuration = Duration(meter, "manidala.feed.step_duration", "Time of one step of a surface's feed, by the step.");
        _deltaRecent = meter.CreateUpDownCounter<int>("manidala.delta.items", "{item}", "Items that came after the model and are searched beside its index.");
        _deltaMerged = meter.CreateUpDownCounter<int>("manidala.delta.merged_items", "{item}", "Items that came after the model and are in its index.");
        _mergeDuration = meter.CreateHistogram(
            "manidala.delta.merge_duration",
            "s",
            "Time to encode what waits and to build the index with the items that came after the model.",
            null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = BuildSeconds });
        _queueDepth = meter.CreateUpDownCounter<int>("manidala.batch.queue_depth", "{request}", "Requests that wait for a batch.");
        _rejected = meter.CreateCounter<long>("manidala.batch.rejected", "{request}", "Requests refused because the queue was full.");
        _expired = meter.CreateCounter<long>("manidala.batch.expired", "{request}", "Requests whose deadline passed before they were answered.");
        _failed = meter.CreateCounter<long>("manidala.batch.failed", "{request}", "Requests whose batch failed.");
        _modelsRefused = meter.CreateCounter<long>("manidala.model.refused", "{model}", "Models that were not published, by the kind of reason.");
        _modelsTakenBack = meter.CreateCounter<long>(
            "manidala.model.taken_back", "{model}", "Models that this silo found unfit after their activation, by the kind of reason.");
        _deviceHits = meter.CreateCounter<long>("manidala.retrieval.device_hits", "{search}", "Searches that were answered by what a device had found.");
        _deviceMisses = meter.CreateCounter<long>(
            "manidala.retrieval.device_misses", "{search}", "Searches for which what a device had found was not enough, so that the index was searched.");
        _clickToFeed = Duration(
            meter, "manidala.session.click_to_feed", "Time from an interaction's arrival at its user's grain until the user's next feed reflects it without waiting.");
        _replayLength = meter.CreateHistogram(
            "manidala.session.replay_length",
            "{interaction}",
            "Interactions that were read from the journal when a user's session began.",
            null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = ReplayLengths });
        _snapshotAge = meter.CreateHistogram(
            "manidala.session.snapshot_age",
            "s",
            "Age of the snapshot that a user's session began from.",
            null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = AgeSeconds });
        meter.CreateObservableGauge(
            "manidala.journal.follow_lag",
            FollowLag,
            "s",
            "How old the newest interaction is that the trending counts of this silo have read, while more wait for them; 0 where none do.");
        ObserveServing(meter);
    }

    /// <summary>The model that this process serves with from now on.</summary>
    public void Serve(ServingModel model) => _serving = model;

    /// <summary>A timestamp for <see cref="ClickReflected"/>; 0 where nobody listens.</summary>
    public long ClickArrived() => _clickToFeed.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void ClickReflected(long arrived) => _clickToFeed.Record(Stopwatch.GetElapsedTime(arrived).TotalSeconds);

    public void SessionBegan(int replayed) => _replayLength.Record(replayed);

    public void SnapshotRestored(TimeSpan age) => _snapshotAge.Record(age.TotalSeconds);

    /// <summary>How far the counts of a trending slice that lives here are behind the journal.</summary>
    public void JournalFollowed(long slice, TimeSpan behind) => _followLags[slice] = behind.TotalSeconds;

    /// <summary>The slice lives here no more.</summary>
    public void JournalLeft(long slice) => _followLags.TryRemove(slice, out _);

    /// <summary>A timestamp for <see cref="SearchEnded"/>; 0 where nobody listens.</summary>
    public long SearchStarted() => _searchDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void SearchEnded(long started)
    {
        if (started != 0)
        {
            _searchDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>Whether anybody listens to <see cref="StepEnded"/>.</summary>
    public bool TimesSteps => _stepDuration.Enabled;

    /// <param name="step">One word of a small set.</param>
    public void StepEnded(string step, TimeSpan duration) => _stepDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(Step, step));

    /// <summary>By how much the items beside the index and within it became more.</summary>
    public void DeltaChanged(int recent, int merged)
    {
        _deltaRecent.Add(recent);
        _deltaMerged.Add(merged);
    }

    public void DeltaMerged(TimeSpan duration) => _mergeDuration.Record(duration.TotalSeconds);

    public void RequestQueued() => _queueDepth.Add(1);

    public void RequestsTaken(int count) => _queueDepth.Add(-count);

    public void RequestWaited(TimeSpan wait) => _queueWait.Record(wait.TotalSeconds);

    public void RequestRejected() => _rejected.Add(1);

    public void RequestExpired() => _expired.Add(1);

    public void BatchServed(int requests, TimeSpan serviceTime)
    {
        _batchSize.Record(requests);
        _serviceTime.Record(serviceTime.TotalSeconds);
    }

    /// <param name="isEnough">Whether it was what an exact search finds, beyond doubt.</param>
    public void DeviceAnswered(bool isEnough) => (isEnough ? _deviceHits : _deviceMisses).Add(1);

    /// <param name="reason">One word of a small set.</param>
    public void ModelRefused(string reason) => _modelsRefused.Add(1, new KeyValuePair<string, object?>(Reason, reason));

    /// <param name="reason">One word of a small set.</param>
    public void ModelTakenBack(string reason) => _modelsTakenBack.Add(1, new KeyValuePair<string, object?>(Reason, reason));

    public void BatchFailed(int requests) => _failed.Add(requests);

    // The worst of the slices; nothing where none lives here.
    private IEnumerable<Measurement<double>> FollowLag() => _followLags.IsEmpty ? [] : [new(_followLags.Values.Max())];

    private void ObserveServing(Meter meter)
    {
        meter.CreateObservableGauge(
            "manidala.model.info",
            () => OfServing(static model => new Measurement<int>(1, new("version", model.Version), new("kind", model.Kind))),
            "{model}",
            "1, with the version and the encoder's kind of the model that serves.");
        meter.CreateObservableGauge(
            "manidala.model.age",
            () => OfServing(model => new Measurement<double>((_time.GetUtcNow() - model.PublishedAt).TotalSeconds)),
            "s",
            "Time since the model that serves was published.");
        meter.CreateObservableGauge(
            "manidala.model.items", () => OfServing(static model => new Measurement<int>(model.Items)), "{item}", "Items that the model that serves knows.");
        meter.CreateObservableGauge(
            "manidala.retrieval.index_size",
            () => OfServing(static model => new Measurement<long>(model.IndexBytes)),
            "By",
            "Bytes of the vectors that are searched and of the index over them.");
    }

    private IEnumerable<Measurement<T>> OfServing<T>(Func<ServingModel, Measurement<T>> measure)
        where T : struct => _serving is { } model ? [measure(model)] : [];

    private static Histogram<double> Duration(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationSeconds });
}
