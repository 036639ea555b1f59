using Manidala.Gateway.Http;

namespace Manidala.Gateway.Users;

/// <summary>What is known of one user, and its removal.</summary>
internal sealed class UserEndpoints(IGrainFactory grains, GrainCalls calls)
{
    public async Task GetSessionAsync(HttpContext context)
    {
        var user = grains.FindUser(RouteIds.Of(context));
        int count = QueryReader.Read(context.Request).Count ?? QueryReader.DefaultCount;
        var session = await calls.CallAsync(
            (user, count), static (call, cancel) => call.user.GetSession(call.count, cancel), context.RequestAborted);
        var recent = Array.ConvertAll([.. session.Recent], FeedResponses.From);
        context.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(
            context,
            new(session.UserId, session.Sequence, session.Model, session.SeenCount, recent),
            JsonContracts.Default.SessionResponse);
    }

    public async Task EraseAsync(HttpContext context)
    {
        var user = grains.FindUser(RouteIds.Of(context));

        // Not repeated: the second answer would count what the first call left.
        long removed = await calls.CallOnceAsync(user, static (user, cancel) => user.Erase(cancel), context.RequestAborted);
        await JsonResponse.WriteAsync(context, new(removed), JsonContracts.Default.ErasedResponse);
    }
}
