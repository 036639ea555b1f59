using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Telemetry;

namespace Manidala.Gateway.Http;

/// <summary>
/// Refuses, before anything else is done for them, requests that have stood in a queue for too long: what a refusal costs decides how many callers can still be told. Health and
/// metrics are answered all the same.
/// </summary>
internal sealed class QueueRefusal(PoolQueue queue, GatewayMetrics metrics)
{
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(ErrorResponses.Overloaded, JsonContracts.Default.Problem);

    public RequestDelegate Before(RequestDelegate next) => context =>
        queue.IsTooLong && IsOfApi(context.Request.Path) ? RefuseAsync(context.Response) : next(context);

    private static bool IsOfApi(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.Ordinal)
        || (path.StartsWithSegments("/api", StringComparison.Ordinal, out PathString rest) && !rest.StartsWithSegments("/health", StringComparison.Ordinal));

    private async Task RefuseAsync(HttpResponse response)
    {
        metrics.RequestEnded("any", "overloaded");
        response.StatusCode = ErrorResponses.Overloaded.Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = Body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.RetryAfter = "1";
        await response.BodyWriter.WriteAsync(Body);
    }
}
