using System.Collections.Immutable;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Items;

/// <summary>The catalogue.</summary>
internal sealed class ItemEndpoints(IGrainFactory grains, GrainCalls calls, ItemParser parser, ConditionalWrites conditional)
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

        if (ItemConditions.Of(context.Request) is not { } conditions)
        {
            await StoreAsync([item], context.RequestAborted);
        }
        else if (await conditional.ReplaceAsync(id, item, conditions, context.RequestAborted) is { } problem)
        {
            await ErrorResponses.WriteAsync(context, problem);
            return;
        }

        await ItemAnswers.WriteAsync(context, item);
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
        var conditions = ItemConditions.Of(context.Request);
        var item = await calls.CallAsync((catalogue: Catalogue, id), static (call, cancel) => call.catalogue.Get(call.id, cancel), context.RequestAborted);
        if (item is null)
        {
            await ErrorResponses.WriteAsync(context, ErrorResponses.UnknownItem(id));
            return;
        }

        var tag = ItemAnswers.TagOf(item);
        switch (conditions?.FailedBy(tag))
        {
            case null:
                await ItemAnswers.WriteAsync(context, item);
                break;
            case "If-None-Match":
                ItemAnswers.Mark(context.Response, tag);
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                break;
            case { } header:
                await ErrorResponses.WriteAsync(context, ErrorResponses.PreconditionFailed(header, tag.ToString()));
                break;
        }
    }

    public async Task DeleteAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);

        if (ItemConditions.Of(context.Request) is { } conditions)
        {
            await AnswerAsync(context, await conditional.ReplaceAsync(id, null, conditions, context.RequestAborted));
            return;
        }

        // Not repeated: where the first call arrived, the second would answer that there was nothing.
        bool wasThere = await calls.CallOnceAsync(
            (catalogue: Catalogue, id), static (call, cancel) => call.catalogue.Delete(call.id, cancel), context.RequestAborted);
        await AnswerAsync(context, wasThere ? null : ErrorResponses.UnknownItem(id));
    }

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

    private static Task AnswerAsync(HttpContext context, Problem? problem)
    {
        if (problem is not null)
        {
            return ErrorResponses.WriteAsync(context, problem);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
