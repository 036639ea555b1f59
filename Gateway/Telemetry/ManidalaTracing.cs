using OpenTelemetry.Trace;

namespace Manidala.Gateway.Telemetry;

/// <summary>Spans of a request, from HTTP through grains, batches and the database, sent by OTLP where somebody takes them.</summary>
public static class ManidalaTracing
{
    /// <summary>The standard variable that says where spans go; without it there are none, and nothing is paid for them.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Sampler = "OTEL_TRACES_SAMPLER";

    // One in a hundred of those that nobody has decided on yet.
    private const double SampledShare = 0.01;

    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Endpoint]);

    internal static void AddManidalaTracing(this IServiceCollection services, IConfiguration configuration) =>
        services.AddOpenTelemetry().WithTracing(traces =>
        {
            traces
                .AddSource("Manidala.*", "Microsoft.Orleans.Application", "Npgsql")
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsOfMachines(context.Request.Path))
                .AddProcessor<SpanRedaction>()
                .AddOtlpExporter();
            if (string.IsNullOrEmpty(configuration[Sampler]))
            {
                traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledShare)));
            }
        });

    // Asked every few seconds by machines, and nobody follows them.
    private static bool IsOfMachines(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments("/metrics", StringComparison.Ordinal);
}
