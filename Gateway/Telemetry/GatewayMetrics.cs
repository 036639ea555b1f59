using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Telemetry;

/// <summary>The instruments of the gateway. Thread-safe.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Manidala.Gateway";

    // What proposes items; one that a newer silo knows is counted as "other", so that labels stay few.
    private static readonly string[] Sources = ["session", "trending", "exploration", "similar", "latest", "editorial", "other"];

    private static readonly double[] DurationSeconds =
        [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, AdaptiveLimit> _limits = new();
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _requestDuration;
    private readonly Counter<long> _interactions;
    private readonly Counter<long> _feeds;
    private readonly Counter<long> _feedItems;
    private readonly UpDownCounter<long> _streams;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("manidala.gateway.requests", "{request}", "Requests answered, by operation and outcome.");
        _requestDuration = meter.CreateHistogram(
            "manidala.gateway.request.duration",
            "s",
            "Time to answer a request that succeeded, by operation; of a stream, how long it was open.",
            null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationSeconds });
        _interactions = meter.CreateCounter<long>(
            "manidala.gateway.interactions", "{interaction}", "Interactions made durable; duplicates were so before.");
        _feeds = meter.CreateCounter<long>("manidala.gateway.feeds", "{feed}", "Feeds served; a fallback came without the model.");
        _feedItems = meter.CreateCounter<long>("manidala.gateway.feed_items", "{item}", "Items of feeds served, by what proposed them.");
        _streams = meter.CreateUpDownCounter<long>("manidala.gateway.streams", "{stream}", "Feed streams open now.");
        meter.CreateObservableGauge(
            "manidala.gateway.limit",
            () => OfEach(limit => limit.Current),
            "{request}",
            "Requests of an operation that may be in progress; falls while all of them wait.");
        meter.CreateObservableGauge(
            "manidala.gateway.in_progress",
            () => OfEach(limit => limit.Running),
            "{request}",
            "Requests of an operation in progress now, those of operations that have a limit.");
    }

    public void Observe(string operation, AdaptiveLimit limit) => _limits[operation] = limit;

    public void RequestEnded(string operation, string outcome) =>
        _requests.Add(1, new("operation", operation), new("outcome", outcome));

    /// <summary>A timestamp for <see cref="RequestSucceeded"/>; 0 where nobody listens.</summary>
    public long RequestStarted() => _requestDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void RequestSucceeded(string operation, long started)
    {
        if (started != 0)
        {
            _requestDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        }
    }

    public void InteractionRecorded(bool isDuplicate) => _interactions.Add(1, new KeyValuePair<string, object?>("duplicate", Text(isDuplicate)));

    public void FeedServed(Feed feed)
    {
        _feeds.Add(1, new KeyValuePair<string, object?>("fallback", Text(feed.IsFallback)));
        if (!_feedItems.Enabled)
        {
            return;
        }

        Span<int> counts = stackalloc int[Sources.Length];
        foreach (FeedItem item in feed.Items)
        {
            int source = Array.IndexOf(Sources, item.Source);
            counts[source < 0 ? Sources.Length - 1 : source]++;
        }

        for (int source = 0; source < counts.Length; source++)
        {
            if (counts[source] > 0)
            {
                _feedItems.Add(counts[source], new KeyValuePair<string, object?>("source", Sources[source]));
            }
        }
    }

    public void StreamOpened() => _streams.Add(1);

    public void StreamClosed() => _streams.Add(-1);

    private IEnumerable<Measurement<int>> OfEach(Func<AdaptiveLimit, int> value) =>
        _limits.Select(limit => new Measurement<int>(value(limit.Value), new KeyValuePair<string, object?>("operation", limit.Key)));

    // A boxed bool would be allocated anew for each feed.
    private static string Text(bool value) => value ? "true" : "false";
}
