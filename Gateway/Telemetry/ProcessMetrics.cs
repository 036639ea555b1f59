using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Telemetry;

/// <summary>What each process tells of itself, whatever parts it hosts. Thread-safe.</summary>
internal sealed class ProcessMetrics
{
    public const string MeterName = "Manidala.Process";

    public ProcessMetrics(IMeterFactory meters, IOptions<CostOptions> cost, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        long started = time.GetTimestamp();
        string version = typeof(ProcessMetrics).Assembly.GetName().Version!.ToString(fieldCount: 3);
        meter.CreateObservableGauge(
            "manidala.build.info",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", version)),
            "{build}",
            "1, with the version of the program.");
        meter.CreateObservableGauge("process.uptime", () => time.GetElapsedTime(started).TotalSeconds, "s", "Time since the process began to serve.");
        ObserveWhereKnown(meter, "manidala.cost.hourly_price", cost.Value.PricePerHour, "Price of this process for an hour, as configured.");
        ObserveWhereKnown(meter, "manidala.cost.monthly_budget", cost.Value.MonthlyBudget, "What all processes together may cost in 730 hours, as configured.");
    }

    private static void ObserveWhereKnown(Meter meter, string name, double value, string description)
    {
        if (value > 0)
        {
            meter.CreateObservableGauge(name, () => value, "{currency}", description);
        }
    }
}
