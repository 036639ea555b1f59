using Manidala.Gateway.Bulk;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Items;

/// <summary><c>POST /v1/items</c> as lines; of an item that comes twice the later one stays. Thread-safe.</summary>
internal sealed class ItemImport(IGrainFactory grains, GrainCalls calls, ItemParser parser, IOptions<GatewayOptions> options)
{
    public Task RunAsync(HttpContext context) => new LineImport<ItemRecord>(
        (int)options.Value.MaxBodyBytes, Limits.MaxItemsPerCall, (line, _) => parser.ParseLine(line), StoreAsync).RunAsync(context);

    private async Task StoreAsync(IReadOnlyList<ItemRecord> batch, ImportReport report, CancellationToken aborted)
    {
        await calls.CallAsync(
            (catalogue: grains.Find<IItemsGrain>(), batch),
            static async (call, cancel) =>
            {
                await call.catalogue.Put([.. call.batch], cancel);
                return true;
            },
            aborted);
        report.Accepted += batch.Count;
    }
}
