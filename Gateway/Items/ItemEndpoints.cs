using System.Collections.Immutable;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Items;

/// <summary>The catalogue, and the lists that need no user.</summary>
internal sealed class ItemEndpoints(IGrainFactory grains, GrainCalls calls, ItemParser parser)
{
    private IItemsGrain Catalogue => grains.Find<IItemsGrain>();

    public async Task PutAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        ItemRecord item;
        using (var body = await JsonBody.ReadAsync(context))
        {
            item = parser.ParseOne(body.RootElement, id);
        }

        await StoreAsync([item], context.RequestAborted);
        await JsonResponse.WriteAsync(context, From(item), JsonContracts.Default.ItemResponse);
    }

    public async Task PutManyAsync(HttpContext context)
    {
        ImmutableArray<ItemRecord> items;
        using (var body = await JsonBody.ReadAsync(context))
        {
            items = parser.ParseMany(body.RootElement);
        }

        await StoreAsync(items, context.RequestAborted);
        await JsonResponse.WriteAsync(context, new(items.Length), JsonContracts.Default.StoredResponse);
    }

    public async Task GetAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        var item = await calls.CallAsync((catalogue: Catalogue, id), static (call, cancel) => call.catalogue.Get(call.id, cancel), context.RequestAborted);
        await (item is null
            ? ErrorResponses.WriteAsync(context, ErrorResponses.UnknownItem(id))
            : JsonResponse.WriteAsync(context, From(item), JsonContracts.Default.ItemResponse));
    }

    public async Task DeleteAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);

        // Not repeated: where the first call arrived, the second would answer that there was nothing.
        bool wasThere = await calls.CallOnceAsync(
            (catalogue: Catalogue, id), static (call, cancel) => call.catalogue.Delete(call.id, cancel), context.RequestAborted);
        if (!wasThere)
        {
            await ErrorResponses.WriteAsync(context, ErrorResponses.UnknownItem(id));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task SimilarAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        var query = Query(context.Request);
        var list = await calls.CallAsync(
            (catalogue: Catalogue, id, query), static (call, cancel) => call.catalogue.Similar(call.id, call.query, cancel), context.RequestAborted);
        await (list is null ? ErrorResponses.WriteAsync(context, ErrorResponses.UnknownItem(id)) : AnswerAsync(context, list));
    }

    public async Task TrendingAsync(HttpContext context) => await AnswerAsync(context, await calls.CallAsync(
        (catalogue: Catalogue, query: Query(context.Request)),
        static (call, cancel) => call.catalogue.Trending(call.query, cancel),
        context.RequestAborted));

    public async Task LatestAsync(HttpContext context) => await AnswerAsync(context, await calls.CallAsync(
        (catalogue: Catalogue, query: Query(context.Request)),
        static (call, cancel) => call.catalogue.Latest(call.query, cancel),
        context.RequestAborted));

    public async Task CategoriesAsync(HttpContext context)
    {
        var categories = await calls.CallAsync(Catalogue, static (items, cancel) => items.Categories(cancel), context.RequestAborted);
        await JsonResponse.WriteAsync(context, new(categories), JsonContracts.Default.CategoriesResponse);
    }

    private async Task StoreAsync(ImmutableArray<ItemRecord> items, CancellationToken aborted) =>
        await calls.CallAsync(
            (catalogue: Catalogue, items),
            static async (call, cancel) =>
            {
                await call.catalogue.Put(call.items, cancel);
                return true;
            },
            aborted);

    private static ItemListQuery Query(HttpRequest request)
    {
        var query = QueryReader.Read(request);
        return new(query.Count ?? QueryReader.DefaultCount, query.Category, query.WithItems ?? false);
    }

    private static Task AnswerAsync(HttpContext context, ItemList list) => JsonResponse.WriteAsync(
        context, new(list.Model, FeedResponses.Entries(list.Items)), JsonContracts.Default.ListResponse);

    private static ItemResponse From(ItemRecord item) => new(
        item.Id, item.Title, item.Categories, new(item.AttributesJson), item.IsHidden, item.TimestampMs, item.ExpiresMs);
}
