using System.Diagnostics.Metrics;
using Manidala.Engine.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Manidala.Engine.Tests.Support;

/// <summary>Real instruments on a meter factory of their own, and the sums of what was measured.</summary>
internal sealed class TestMetrics : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _sums = [];
    private readonly Lock _gate = new();

    public TestMetrics()
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        Engine = new EngineMetrics(Factory);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, Factory))
            {
                listener.EnableMeasurementEvents(instrument);
                Instruments.Add(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    public IMeterFactory Factory { get; }

    public EngineMetrics Engine { get; }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>The sum of all that an instrument measured so far.</summary>
    public double Sum(string instrument)
    {
        lock (_gate)
        {
            return _sums.GetValueOrDefault(instrument);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Add(Instrument instrument, double value)
    {
        lock (_gate)
        {
            _sums[instrument.Name] = _sums.GetValueOrDefault(instrument.Name) + value;
        }
    }
}
