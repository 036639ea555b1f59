using System.Collections.Immutable;
using Manidala.Gateway.Bulk;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Items;

/// <summary><c>GET /v1/items</c>: the catalogue by id, a page at a time or, as lines, whole.</summary>
internal sealed class CatalogueEndpoint(IGrainFactory grains, GrainCalls calls)
{
    internal const int ExportPage = 500;

    public async Task PageAsync(HttpContext context)
    {
        var query = QueryReader.Read(context.Request);
        int count = query.Count ?? QueryReader.DefaultCount;
        var (items, next) = await ReadAsync(query.Cursor is null ? "" : PageCursor.Id(query.Cursor), count, context.RequestAborted);
        await JsonResponse.WriteAsync(
            context, new([.. items.Select(ItemAnswers.From)], next is null ? null : PageCursor.Of(next)), JsonContracts.Default.ItemsResponse);
    }

    /// <summary>Every item as a line, which <c>POST /v1/items</c> reads; a page is held at a time.</summary>
    public async Task ExportAsync(HttpContext context)
    {
        var query = QueryReader.Read(context.Request);

        // Before the headers, so that a cluster that is away still gets its problem document.
        var (items, next) = await ReadAsync(query.Cursor is null ? "" : PageCursor.Id(query.Cursor), ExportPage, context.RequestAborted);
        context.Response.ContentType = Ndjson.Type;
        context.Response.Headers.CacheControl = "no-store";
        while (true)
        {
            foreach (var item in items)
            {
                JsonResponse.Use(ItemAnswers.From(item), JsonContracts.Default.ItemResponse, context.Response.BodyWriter, Ndjson.WriteLine);
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (next is null)
            {
                return;
            }

            (items, next) = await ReadAsync(next, ExportPage, context.RequestAborted);
        }
    }

    /// <summary>Items from an id on, and the id that the next page begins with, or null.</summary>
    private async Task<(ImmutableArray<ItemRecord> Items, string? Next)> ReadAsync(string from, int count, CancellationToken aborted)
    {
        var items = await calls.CallAsync(
            (catalogue: grains.Find<IItemsGrain>(), from, most: count + 1), static (call, cancel) => call.catalogue.Page(call.from, call.most, cancel), aborted);
        return items.Length > count ? (items.RemoveAt(count), items[count].Id) : (items, null);
    }
}
