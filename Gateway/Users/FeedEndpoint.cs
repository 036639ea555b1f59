using Manidala.Gateway.Http;
using Manidala.Gateway.Telemetry;

namespace Manidala.Gateway.Users;

/// <summary><c>GET /v1/users/{id}/feed</c>, answered once: the hot path of the gateway.</summary>
internal sealed class FeedEndpoint(FeedCalls calls, GatewayMetrics metrics)
{
    public async Task GetAsync(HttpContext context)
    {
        string userId = RouteIds.Of(context);
        var query = FeedRequests.Query(context.Request);
        var feed = await calls.GetAsync(userId, query, context.RequestAborted);
        metrics.FeedServed(feed);
        context.Response.Headers.CacheControl = "no-store";
        await (feed.Ranking is null
            ? JsonResponse.WriteAsync(context, FeedResponses.From(feed), JsonContracts.Default.PlainFeedResponse)
            : JsonResponse.WriteAsync(context, RankedResponses.From(feed), JsonContracts.Default.FeedResponse));
    }
}
