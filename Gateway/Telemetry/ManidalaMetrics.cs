using OpenTelemetry.Metrics;

namespace Manidala.Gateway.Telemetry;

/// <summary>The one meter provider of a process, whatever parts it hosts.</summary>
public static class ManidalaMetrics
{
    /// <summary>Adds the meters of Manidala, Orleans, ASP.NET Core and the runtime, and their Prometheus exporter; harmless when repeated.</summary>
    public static IServiceCollection AddManidalaMetrics(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(Marker)))
        {
            return services;
        }

        services.AddSingleton<Marker>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Manidala.*", "Microsoft.Orleans")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }

    private sealed class Marker;
}
