using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Manidala.Gateway.Http;

namespace Manidala.Gateway.Telemetry;

/// <summary>The instruments of the gateway. Thread-safe.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Manidala.Gateway";

    private readonly ConcurrentDictionary<string, AdaptiveLimit> _limits = new();
    private readonly Counter<long> _requests;
    private readonly Counter<long> _interactions;
    private readonly Counter<long> _feeds;
    private readonly UpDownCounter<long> _streams;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("manidala.gateway.requests", "{request}", "Requests answered, by operation and outcome.");
        _interactions = meter.CreateCounter<long>(
            "manidala.gateway.interactions", "{interaction}", "Interactions made durable; duplicates were so before.");
        _feeds = meter.CreateCounter<long>("manidala.gateway.feeds", "{feed}", "Feeds served; a fallback came without the model.");
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

    public void InteractionRecorded(bool isDuplicate) => _interactions.Add(1, new KeyValuePair<string, object?>("duplicate", Text(isDuplicate)));

    public void FeedServed(bool isFallback) => _feeds.Add(1, new KeyValuePair<string, object?>("fallback", Text(isFallback)));

    public void StreamOpened() => _streams.Add(1);

    public void StreamClosed() => _streams.Add(-1);

    private IEnumerable<Measurement<int>> OfEach(Func<AdaptiveLimit, int> value) =>
        _limits.Select(limit => new Measurement<int>(value(limit.Value), new KeyValuePair<string, object?>("operation", limit.Key)));

    // A boxed bool would be allocated anew for each feed.
    private static string Text(bool value) => value ? "true" : "false";
}
