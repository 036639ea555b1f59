using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Items;

/// <summary>The lists that need no user, in pages; a list ends at <see cref="Limits.MaxFeedItems"/> items, and moves on between two pages as the world does.</summary>
internal sealed class ListEndpoints(IGrainFactory grains, GrainCalls calls)
{
    private IItemsGrain Catalogue => grains.Find<IItemsGrain>();

    public async Task SimilarAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        var window = Window.Of(context.Request);
        var list = await calls.CallAsync(
            (catalogue: Catalogue, id, window.Query), static (call, cancel) => call.catalogue.Similar(call.id, call.Query, cancel), context.RequestAborted);
        await (list is null ? ErrorResponses.WriteAsync(context, ErrorResponses.UnknownItem(id)) : AnswerAsync(context, window, list));
    }

    public async Task TrendingAsync(HttpContext context)
    {
        var window = Window.Of(context.Request);
        await AnswerAsync(context, window, await calls.CallAsync(
            (catalogue: Catalogue, window.Query), static (call, cancel) => call.catalogue.Trending(call.Query, cancel), context.RequestAborted));
    }

    public async Task LatestAsync(HttpContext context)
    {
        var window = Window.Of(context.Request);
        await AnswerAsync(context, window, await calls.CallAsync(
            (catalogue: Catalogue, window.Query), static (call, cancel) => call.catalogue.Latest(call.Query, cancel), context.RequestAborted));
    }

    private static Task AnswerAsync(HttpContext context, Window window, ItemList list)
    {
        var page = list.Items.AsSpan()[Math.Min(window.Offset, list.Items.Length)..];
        bool isMore = page.Length > window.Count;
        var entries = FeedResponses.Entries([.. isMore ? page[..window.Count] : page]);
        return JsonResponse.WriteAsync(
            context, new(list.Model, entries, isMore ? PageCursor.Of(window.Offset + window.Count) : null), JsonContracts.Default.ListResponse);
    }

    /// <summary>A page of a list.</summary>
    /// <param name="Query">For all up to the page's end and one more, which tells whether there is another page.</param>
    private readonly record struct Window(int Offset, int Count, ItemListQuery Query)
    {
        public static Window Of(HttpRequest request)
        {
            var query = QueryReader.Read(request);
            int count = query.Count ?? QueryReader.DefaultCount;
            int offset = query.Cursor is null ? 0 : (int)Math.Min(PageCursor.Number(query.Cursor), Limits.MaxFeedItems);
            return new(offset, count, new(Math.Min(offset + count + 1, Limits.MaxFeedItems), query.Category, query.WithItems ?? false));
        }
    }
}
