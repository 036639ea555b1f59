using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>What is known of one user, and its removal.</summary>
internal sealed class UserEndpoints(IGrainFactory grains, GrainCalls calls)
{
    private const int EraseAttempts = 3;

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

        long removed = await EraseAsync(user, context.RequestAborted);
        await JsonResponse.WriteAsync(context, new(removed), JsonContracts.Default.ErasedResponse);
    }

    /// <summary>Removes all of the user; answers how many interactions that were.</summary>
    public async Task<long> EraseAsync(IUserGrain user, CancellationToken aborted)
    {
        // Repeated only where the call was not carried out, as when it waited behind another erasure, with which the grain ends: a second answer would count what
        // the first call left.
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await calls.CallOnceAsync(user, static (user, cancel) => user.Erase(cancel), aborted);
            }
            catch (Exception error) when (Failures.IsRejection(error) && attempt < EraseAttempts && !aborted.IsCancellationRequested)
            {
                // The next attempt begins the grain anew.
            }
        }
    }
}
