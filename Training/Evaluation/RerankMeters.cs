using System.Diagnostics.Metrics;
using Manidala.Engine.Telemetry;

namespace Manidala.Training.Evaluation;

/// <summary>The engine's instruments, of which the times of re-ranking's steps are kept. Not thread-safe.</summary>
internal sealed class RerankMeters : IMeterFactory
{
    private const string StepDuration = "manidala.feed.step_duration";

    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, List<double>> _seconds = new(StringComparer.Ordinal);

    public RerankMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == StepDuration && ReferenceEquals(instrument.Meter.Scope, this))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Note((string)tags[0].Value!, seconds));
        _listener.Start();
        Engine = new EngineMetrics(this);
    }

    public EngineMetrics Engine { get; }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Forget() => _seconds.Clear();

    /// <summary>The median of each step since they were last forgotten.</summary>
    public IReadOnlyDictionary<string, double> MedianMicroseconds() => _seconds.ToDictionary(
        step => step.Key,
        step =>
        {
            step.Value.Sort();
            return step.Value[step.Value.Count / 2] * 1e6;
        });

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Note(string step, double seconds)
    {
        if (!_seconds.TryGetValue(step, out List<double>? times))
        {
            _seconds.Add(step, times = []);
        }

        times.Add(seconds);
    }
}
