using System.Diagnostics;
using Manidala.Engine.Telemetry;

namespace Manidala.Engine.Feeds;

/// <summary>Takes the time of one step after the other, where somebody wants to know it.</summary>
internal struct StepClock(EngineMetrics metrics, RankTrace? trace)
{
    private readonly bool _isOn = trace is not null || metrics.TimesSteps;
    private long _started;

    public void Start() => _started = _isOn ? Stopwatch.GetTimestamp() : 0;

    public readonly void End(string step)
    {
        if (_isOn)
        {
            TimeSpan duration = Stopwatch.GetElapsedTime(_started);
            metrics.StepEnded(step, duration);
            trace?.Took(step, duration);
        }
    }
}
