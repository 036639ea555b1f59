using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary><c>/api/item</c> and <c>/api/items</c>: the catalogue.</summary>
internal sealed class GorseItemEndpoints(IGrainFactory grains, GrainCalls calls)
{
    private const int CategorySegment = 4;

    private static readonly string AllowedItems = $"an array of at most {Limits.MaxItemsPerCall} items";

    private IItemsGrain Catalogue => grains.Find<IItemsGrain>();

    public async Task PutAsync(HttpContext context)
    {
        ItemRecord item;
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            item = GorseBodies.Item(new(body.RootElement, ""));
        }

        await StoreAsync(context, [item]);
    }

    public async Task PutManyAsync(HttpContext context)
    {
        var items = ImmutableArray.CreateBuilder<ItemRecord>();
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            var root = new JsonField(body.RootElement, "");
            foreach (JsonElement element in root.Elements(0, Limits.MaxItemsPerCall, AllowedItems))
            {
                items.Add(GorseBodies.Item(root.Element(element, items.Count)));
            }
        }

        await StoreAsync(context, items.DrainToImmutable());
    }

    public async Task PatchAsync(HttpContext context)
    {
        ItemChanges changes;
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            changes = GorseBodies.ItemPatch(new(body.RootElement, ""));
        }

        await ChangeAsync(context, changes);
    }

    public Task AddCategoryAsync(HttpContext context) =>
        ChangeAsync(context, new ItemChanges(AddedCategory: RouteIds.Of(context, "category", CategorySegment)));

    public Task RemoveCategoryAsync(HttpContext context) =>
        ChangeAsync(context, new ItemChanges(RemovedCategory: RouteIds.Of(context, "category", CategorySegment)));

    public async Task GetAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        ItemRecord? item = await calls.CallAsync((Catalogue, id), static (call, cancel) => call.Catalogue.Get(call.id, cancel), context.RequestAborted);
        await (item is null
            ? ErrorResponses.WriteAsync(context, Unknown(id))
            : JsonResponse.WriteAsync(context, GorseAnswers.From(item), GorseContracts.Default.GorseItem));
    }

    public async Task ListAsync(HttpContext context)
    {
        if (GorseQuery.Text(context.Request, "q").Length > 0)
        {
            throw new InvalidRequestException("q", "a search", "nothing: items are not searched by text here, as in a Gorse without [recommend.search].columns");
        }

        int count = GorseQuery.PageLength(context.Request);
        string from = GorseQuery.Cursor(context.Request, parts: 1)?[0] ?? "";
        var page = await calls.CallAsync(
            (Catalogue, from, count), static (call, cancel) => call.Catalogue.Page(call.from, call.count + 1, cancel), context.RequestAborted);
        string cursor = page.Length > count ? GorseQuery.CursorOf(page[count].Id) : "";
        await JsonResponse.WriteAsync(
            context, new GorseItems(cursor, [.. page.Take(count).Select(GorseAnswers.From)]), GorseContracts.Default.GorseItems);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);

        // Deleted or not there, the answer is the same, as in Gorse: so the call may be repeated.
        await calls.CallAsync((Catalogue, id), static (call, cancel) => call.Catalogue.Delete(call.id, cancel), context.RequestAborted);
        await calls.CallAsync(
            (feedback: grains.Find<IFeedbackGrain>(), id), static (call, cancel) => call.feedback.DeleteOfItem(call.id, cancel), context.RequestAborted);
        await GorseAnswers.AffectedAsync(context, 1);
    }

    private static Problem Unknown(string id) => ErrorResponses.NotFound($"item {id} not found");

    private async Task ChangeAsync(HttpContext context, ItemChanges changes)
    {
        string id = RouteIds.Of(context);
        bool isThere = await calls.CallAsync(
            (Catalogue, id, changes), static (call, cancel) => call.Catalogue.Change(call.id, call.changes, cancel), context.RequestAborted);
        await (isThere ? GorseAnswers.AffectedAsync(context, 1) : ErrorResponses.WriteAsync(context, Unknown(id)));
    }

    private async Task StoreAsync(HttpContext context, ImmutableArray<ItemRecord> items)
    {
        // Of one that comes twice the last counts.
        ImmutableArray<ItemRecord> last = [.. items.Reverse().DistinctBy(item => item.Id).Reverse()];
        if (!last.IsEmpty)
        {
            await calls.CallAsync(
                (Catalogue, last),
                static async (call, cancel) =>
                {
                    await call.Catalogue.Put(call.last, cancel);
                    return true;
                },
                context.RequestAborted);
        }

        await GorseAnswers.AffectedAsync(context, items.Length);
    }
}
