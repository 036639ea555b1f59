using System.Collections.Immutable;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Gorse;

/// <summary>Lists of items that need no user, and what is like an item or a user.</summary>
internal sealed class GorseListEndpoints(IGrainFactory grains, GrainCalls calls, IOptions<GorseOptions> options)
{
    private const int NameSegment = 2;
    private const int IdBehindName = 3;
    private const string Latest = "latest";

    private static readonly string[] Popular = ["popular", "trending"];
    private static readonly string[] Neighbours = ["neighbors", "similar"];

    private IItemsGrain Catalogue => grains.Find<IItemsGrain>();

    public Task LatestAsync(HttpContext context) => ListAsync(
        context, static (items, query, cancel) => items.Latest(query with { WithItems = true }, cancel)!, Newest);

    public Task PopularAsync(HttpContext context) => ListAsync(context, static (items, query, cancel) => items.Trending(query, cancel)!, Scored);

    public Task NonPersonalizedAsync(HttpContext context)
    {
        string name = RouteIds.Of(context, "name", NameSegment);
        return name == Latest ? LatestAsync(context)
            : IsOneOf(name, Popular, options.Value.PopularNames) ? PopularAsync(context)
            : ErrorResponses.WriteAsync(context, ErrorResponses.NotFound($"non-personalized recommender {name} not found"));
    }

    public Task NeighboursOfItemAsync(HttpContext context) => SimilarAsync(context, RouteIds.Of(context));

    public Task ItemToItemAsync(HttpContext context)
    {
        string name = RouteIds.Of(context, "name", NameSegment);
        return IsOneOf(name, Neighbours, options.Value.ItemToItemNames)
            ? SimilarAsync(context, RouteIds.Of(context, "id", IdBehindName))
            : ErrorResponses.WriteAsync(context, ErrorResponses.NotFound($"item-to-item recommender {name} not found"));
    }

    public Task NeighboursOfUserAsync(HttpContext context) => LikeUserAsync(context, RouteIds.Of(context));

    public Task UserToUserAsync(HttpContext context)
    {
        string name = RouteIds.Of(context, "name", NameSegment);
        return IsOneOf(name, Neighbours, options.Value.UserToUserNames)
            ? LikeUserAsync(context, RouteIds.Of(context, "id", IdBehindName))
            : ErrorResponses.WriteAsync(context, ErrorResponses.NotFound($"user-to-user recommender {name} not found"));
    }

    private static bool IsOneOf(string name, string[] usual, IList<string> more) => usual.Contains(name) || more.Contains(name);

    // Gorse's scores of the latest are their times, in seconds.
    private static GorseScore Newest(FeedItem item) => new(item.Id, Math.Floor(item.Item!.TimestampMs / 1000.0));

    private static GorseScore Scored(FeedItem item) => new(item.Id, item.Score);

    private Task SimilarAsync(HttpContext context, string itemId) =>
        ListAsync(context, (items, query, cancel) => items.Similar(itemId, query, cancel), Scored);

    private async Task LikeUserAsync(HttpContext context, string userId)
    {
        (int count, int offset) = GorseQuery.Window(context.Request);
        var found = await calls.CallAsync(
            (feedback: grains.Find<IFeedbackGrain>(), userId, most: count + offset),
            static (call, cancel) => call.feedback.Neighbours(call.userId, call.most, cancel), context.RequestAborted);
        await GorseAnswers.ScoresAsync(context, found.Skip(offset).Select(other => new GorseScore(other.Id, other.Share)));
    }

    private async Task ListAsync(
        HttpContext context, Func<IItemsGrain, ItemListQuery, CancellationToken, Task<ItemList?>> ask, Func<FeedItem, GorseScore> score)
    {
        (int count, int offset) = GorseQuery.Window(context.Request);
        (string? category, ImmutableArray<string>? others) = GorseQuery.Categories(context);
        HashSet<string> known = await KnownToAsync(GorseQuery.Id(context.Request, "user-id"), context.RequestAborted);
        int most = Math.Min(count + offset + known.Count, Limits.MaxFeedItems);
        var query = new ItemListQuery(most, category, WithItems: false, others);
        ItemList? list = await AskAsync(ask, query, context.RequestAborted);
        await GorseAnswers.ScoresAsync(
            context, (list?.Items ?? []).Where(item => !known.Contains(item.Id)).Skip(offset).Take(count).Select(score));
    }

    private async Task<ItemList?> AskAsync(
        Func<IItemsGrain, ItemListQuery, CancellationToken, Task<ItemList?>> ask, ItemListQuery query, CancellationToken aborted)
    {
        try
        {
            return await calls.CallAsync((ask, Catalogue, query), static (call, cancel) => call.ask(call.Catalogue, call.query, cancel), aborted);
        }
        catch (InvalidRequestException unknown) when (unknown.Field == "category")
        {
            // A category that no item is of has an empty list, and that is what Gorse answers.
            return null;
        }
    }

    // What the user gave feedback on is left out, as in Gorse, where the query names a user.
    private async Task<HashSet<string>> KnownToAsync(string? userId, CancellationToken aborted)
    {
        if (userId is null)
        {
            return [];
        }

        var feedback = await calls.CallAsync(
            (grain: grains.Find<IFeedbackGrain>(), userId), static (call, cancel) => call.grain.OfUser(call.userId, null, false, cancel), aborted);
        return feedback.Select(each => each.Place.ItemId).ToHashSet(StringComparer.Ordinal);
    }
}
