using Manidala.Gateway.Http;
using Manidala.Gateway.Telemetry;

namespace Manidala.Gateway.Users;

/// <summary><c>GET /v1/users/{id}/feed</c>, answered once: the hot path of the gateway.</summary>
internal sealed class FeedEndpoint(IGrainFactory grains, GrainCalls calls, GatewayMetrics metrics)
{
    public async Task GetAsync(HttpContext context)
    {
        var user = grains.FindUser(RouteIds.Of(context));
        var query = FeedRequests.Query(context.Request);
        var feed = await calls.CallAsync(
            (user, query), static (call, cancel) => call.user.GetFeed(call.query, cancel), context.RequestAborted);
        metrics.FeedServed(feed.IsFallback);
        context.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(context, FeedResponses.From(feed), JsonContracts.Default.FeedResponse);
    }
}
