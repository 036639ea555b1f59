using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Manidala.Gateway.Telemetry;

/// <summary>The one meter provider of a process, whatever parts it hosts, and its tracer where spans are taken.</summary>
public static class ManidalaMetrics
{
    private const string ServiceName = "manidala";

    // Npgsql would add a pool's connection string.
    private static readonly MetricStreamConfiguration ConnectionsByState = new() { TagKeys = ["db.client.connection.state"] };

    /// <summary>Adds the meters of Manidala, Orleans, ASP.NET Core, Npgsql and the runtime, and their Prometheus exporter; harmless when repeated.</summary>
    public static IServiceCollection AddManidalaMetrics(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(Marker)))
        {
            return services;
        }

        services.AddSingleton<Marker>();
        string name = configuration["OTEL_SERVICE_NAME"] ?? ServiceName;
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(name, serviceInstanceId: configuration["POD_NAME"] ?? Environment.MachineName));
        if (ManidalaTracing.IsOn(configuration))
        {
            services.AddManidalaTracing(configuration);
        }

        services.AddOptions<CostOptions>().Bind(configuration.GetSection(CostOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CostOptions>, CostOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProcessMetrics>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddInstrumentation(static provider => provider.GetRequiredService<ProcessMetrics>())
            .AddMeter("Manidala.*", "Microsoft.Orleans", "Npgsql")
            .AddView("db.client.*", ConnectionsByState)
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }

    private sealed class Marker;
}
