using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Telemetry;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary>Recommendations for a user, and for a session that is nobody's: the same feeds that <c>/v1</c> gives.</summary>
internal sealed class GorseRecommendEndpoints(
    IGrainFactory grains, GrainCalls calls, FeedCalls feeds, GorseBodies bodies, FeedbackWrites writes, GatewayMetrics metrics, TimeProvider time)
{
    private const string WriteBackType = "write-back-type";
    private const string WriteBackDelay = "write-back-delay";
    private const string VersionHeader = "X-API-Version";
    private const string FromModel = "session";

    private static readonly string AllowedFeedback = $"an array of at most {Limits.MaxInteractionsPerCall} pieces of feedback";

    /// <summary>Who may read need not be allowed to report that something was shown.</summary>
    public static Roles RolesOf(HttpRequest request) =>
        request.QueryString.HasValue && request.Query.ContainsKey(WriteBackType) ? Roles.Ingest : Roles.None;

    public async Task RecommendAsync(HttpContext context)
    {
        string user = RouteIds.Of(context);
        string? type = GorseQuery.Id(context.Request, WriteBackType);
        TimeSpan delay = GorseDurations.Parse(GorseQuery.Text(context.Request, WriteBackDelay), WriteBackDelay);
        FeedItem[] items = await FeedAsync(context, query => feeds.GetAsync(user, query, context.RequestAborted));
        if (type is not null)
        {
            await WriteBackAsync(user, items, type, delay, context.RequestAborted);
        }

        context.Response.Headers.CacheControl = "no-store";
        await (context.Request.Headers[VersionHeader].ToString().Trim() == "2"
            ? GorseAnswers.ScoresAsync(context, items.Select(Score))
            : JsonResponse.WriteAsync(context, [.. items.Select(item => item.Id)], GorseContracts.Default.StringArray));
    }

    /// <summary>Of the user's feed what the model proposes, and nothing for who has done nothing.</summary>
    public async Task CollaborativeAsync(HttpContext context)
    {
        string user = RouteIds.Of(context);
        FeedItem[] items = await FeedAsync(context, query => feeds.GetAsync(user, query, context.RequestAborted));
        await GorseAnswers.ScoresAsync(context, items.Where(item => item.Source == FromModel).Select(Score));
    }

    public async Task SessionAsync(HttpContext context)
    {
        ImmutableArray<NewInteraction> interactions;
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            interactions = Interactions(new(body.RootElement, ""));
        }

        FeedItem[] items = await FeedAsync(context, query => calls.CallAsync(
            (session: grains.Find<IPassingSessionGrain>(), interactions, query),
            static (call, cancel) => call.session.GetFeed(call.interactions, call.query, cancel), context.RequestAborted));
        await GorseAnswers.ScoresAsync(context, items.Select(Score));
    }

    private static GorseScore Score(FeedItem item) => new(item.Id, item.Score);

    // By their times, as they happened; a sort that keeps the order of equals.
    private ImmutableArray<NewInteraction> Interactions(JsonField root)
    {
        List<NewFeedback> feedback = [];
        foreach (JsonElement element in root.Elements(0, Limits.MaxInteractionsPerCall, AllowedFeedback))
        {
            feedback.Add(bodies.SessionFeedback(root.Element(element, feedback.Count)));
        }

        return
        [
            .. feedback.OrderBy(each => each.TimestampMs)
                .Select((each, place) => new NewInteraction(place.ToString(System.Globalization.CultureInfo.InvariantCulture), each.ItemId, each.Type, each.TimestampMs, each.Value)),
        ];
    }

    private async Task<FeedItem[]> FeedAsync(HttpContext context, Func<FeedQuery, Task<Feed>> ask)
    {
        (int count, int offset) = GorseQuery.Window(context.Request);
        (string? category, ImmutableArray<string>? others) = GorseQuery.Categories(context);
        var query = new FeedQuery(count + offset, category, [], null, IncludeSeen: false, WithItems: false, others);
        try
        {
            Feed feed = await ask(query);
            metrics.FeedServed(feed);
            return [.. feed.Items.Skip(offset)];
        }
        catch (InvalidRequestException unknown) when (unknown.Field == "category")
        {
            // A category that no item is of has nothing to recommend, and that is what Gorse answers.
            return [];
        }
    }

    // As what was seen, whatever the type is called: that an item was recommended says nothing of who got it.
    private Task WriteBackAsync(string user, FeedItem[] items, string type, TimeSpan delay, CancellationToken aborted)
    {
        long at = (time.GetUtcNow() + delay).ToUnixTimeMilliseconds();
        return writes.PutAsync(
            [.. items.Select(item => (user, new NewFeedback(type, item.Id, InteractionTypeNames.Seen, 0, at, "null", "")))], overwrites: false, aborted);
    }
}
