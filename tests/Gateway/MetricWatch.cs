using System.Diagnostics.Metrics;

namespace Manidala.Gateway.Tests;

/// <summary>Ends a wait when an instrument of the gateway measures a value.</summary>
internal sealed class MetricWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MetricWatch(string instrument, long value)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, measured, _, _) =>
        {
            if (measured == value)
            {
                _seen.TrySetResult();
            }
        });
        _listener.Start();
    }

    public Task Seen => _seen.Task;

    public void Dispose() => _listener.Dispose();
}
