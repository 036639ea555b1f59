using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Telemetry;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary><c>POST /v1/interactions</c>.</summary>
internal sealed class InteractionEndpoint(InteractionParser parser, InteractionRecorder recorder, FeedCalls feeds, GatewayMetrics metrics)
{
    /// <summary>Who may report what people do need not be allowed to read their feeds.</summary>
    public static Roles RolesOf(HttpRequest request) => request.QueryString.HasValue && request.Query.ContainsKey("feed") ? Roles.Read : Roles.None;

    public async Task RecordAsync(HttpContext context)
    {
        UserInteraction[] interactions;
        using (var body = await JsonBody.ReadAsync(context))
        {
            interactions = parser.Parse(body.RootElement, IdempotencyKey.Of(context.Request));
        }

        FeedQuery? query = QueryOf(context.Request, interactions);
        InteractionResult[] results = await RecordAsync(interactions, context.RequestAborted);
        FeedResponse? feed = query is null ? null : await FeedAsync(interactions, query, context);
        await JsonResponse.WriteAsync(context, new(results, feed), JsonContracts.Default.InteractionResults);
    }

    /// <summary>What the feed of this answer is asked; null where none is.</summary>
    private static FeedQuery? QueryOf(HttpRequest request, UserInteraction[] interactions)
    {
        if (!request.QueryString.HasValue)
        {
            return null;
        }

        var query = QueryReader.Read(request);
        if (query.WithFeed is not true)
        {
            return null;
        }

        string user = interactions[0].UserId;
        return Array.TrueForAll(interactions, each => each.UserId == user)
            ? FeedRequests.Query(query)
            : throw new InvalidRequestException("feed", "interactions of several users", "true where all interactions are of one user");
    }

    /// <summary>Stores those that may be stored; outcomes in the order of the body.</summary>
    private async Task<InteractionResult[]> RecordAsync(UserInteraction[] interactions, CancellationToken aborted)
    {
        bool areAllStored = Array.TrueForAll(interactions, each => each.HasConsent);
        UserInteraction[] stored = areAllStored ? interactions : Array.FindAll(interactions, each => each.HasConsent);
        var (recorded, failures) = await recorder.RecordAsync(stored, aborted);
        InteractionResult[] results = areAllStored ? recorded : Merge(interactions, recorded);
        if (failures.Count == 0)
        {
            return results;
        }

        // The plainest account of what went wrong: a fault or the caller's mistake before a silo that is away.
        var failure = failures.Find(failure => !Failures.IsTransient(failure)) ?? failures[0];
        if (recorded.All(result => result.Sequence is null))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        throw new PartlyRecordedException(results, failure);
    }

    private static InteractionResult[] Merge(UserInteraction[] interactions, InteractionResult[] recorded)
    {
        int next = 0;
        return Array.ConvertAll(
            interactions, each => each.HasConsent ? recorded[next++] : new InteractionResult(each.Interaction.Id, null, null, Stored: false));
    }

    private async Task<FeedResponse> FeedAsync(UserInteraction[] interactions, FeedQuery query, HttpContext context)
    {
        ImmutableArray<NewInteraction> passing = [.. interactions.Where(each => !each.HasConsent).Select(each => each.Interaction)];
        Feed feed = await feeds.GetAfterAsync(interactions[0].UserId, passing, query, context.RequestAborted);
        metrics.FeedServed(feed);
        context.Response.Headers.CacheControl = "no-store";
        return RankedResponses.From(feed);
    }
}
