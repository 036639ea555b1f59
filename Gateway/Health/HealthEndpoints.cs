using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Health;

/// <summary>What load balancers and people ask of this process.</summary>
internal sealed class HealthEndpoints(
    IHealthSource source, IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime)
{
    private const string Service = "manidala";

    /// <summary>Whether this process runs; says nothing of the cluster, so that a cluster's trouble does not restart gateways.</summary>
    public static Task LiveAsync(HttpContext context) =>
        JsonResponse.WriteAsync(context, new("alive", Service), JsonContracts.Default.LiveResponse);

    /// <summary>Whether requests can be served now.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        var health = await CheckAsync(context.RequestAborted);
        int status = health.Problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(context, health, JsonContracts.Default.HealthResponse, status);
    }

    /// <summary>How the cluster is, as far as this process knows.</summary>
    public async Task<HealthResponse> CheckAsync(CancellationToken aborted)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Unhealthy("This process is stopping.");
        }

        try
        {
            var report = await source.CheckAsync(options.Value.HealthTimeout, aborted);
            IReadOnlyList<string> problems = report.IsReady || !report.Problems.IsEmpty ? report.Problems : ["The silo is not ready."];
            return new(problems.Count == 0 ? "healthy" : "unhealthy", Service, report.Model, report.ItemCount, report.Database, problems);
        }
        catch (Exception error) when (Failures.IsTransient(error) && !aborted.IsCancellationRequested)
        {
            return Unhealthy("No silo answered in time; the gateway keeps trying.");
        }
    }

    private static HealthResponse Unhealthy(string problem) => new("unhealthy", Service, null, null, null, [problem]);
}
