using Manidala.Gateway.Http;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Health;

/// <summary><c>GET /floor/{id}</c>: a call to a grain that does nothing, on the same way as a feed's, to measure feeds against.</summary>
internal sealed class FloorEndpoint(IGrainFactory grains, GrainCalls calls)
{
    public async Task CallAsync(HttpContext context)
    {
        var grain = grains.Find<INoOpGrain>(Ids.Check((string)context.Request.RouteValues["id"]!, "id"));
        int value = await calls.CallAsync(grain, static (grain, cancel) => grain.Call(cancel), context.RequestAborted);
        await JsonResponse.WriteAsync(context, new FloorResponse(value), JsonContracts.Default.FloorResponse);
    }
}
