using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Manidala.Gateway.Tests;

/// <summary>Keeps the tags that an instrument of the gateway measures with, and ends a wait when it measures a value.</summary>
internal sealed class MetricWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MetricWatch(string instrument, long value = long.MinValue)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, measured, tags, _) =>
        {
            Tags.Enqueue(tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString()));
            if (measured == value)
            {
                _seen.TrySetResult();
            }
        });
        _listener.Start();
    }

    public ConcurrentQueue<Dictionary<string, string?>> Tags { get; } = [];

    public Task Seen => _seen.Task;

    public void Dispose() => _listener.Dispose();
}
