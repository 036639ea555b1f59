using Manidala.Gateway.Health;
using Manidala.Gateway.Http;

namespace Manidala.Gateway.Gorse;

/// <summary><c>/api/health</c>: what holds sessions is the same cluster as what holds the data, so both stores are as it is.</summary>
internal sealed class GorseHealthEndpoints(HealthEndpoints health)
{
    public Task LiveAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK);

    public Task ReadyAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable);

    private async Task AnswerAsync(HttpContext context, int statusWhereNot)
    {
        HealthResponse report = await health.CheckAsync(context.RequestAborted);
        bool isReady = report.Problems.Count == 0;
        string? problem = isReady ? null : string.Join(' ', report.Problems);
        context.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(
            context, new GorseHealth(isReady, problem, problem, isReady, isReady), GorseContracts.Default.GorseHealth,
            isReady ? StatusCodes.Status200OK : statusWhereNot);
    }
}
