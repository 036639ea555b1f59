using System.Collections.Immutable;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary><c>GET /v1/erasures</c>: proof that users were erased, without saying whom.</summary>
internal sealed class ErasuresEndpoint(IGrainFactory grains, GrainCalls calls)
{
    public async Task GetAsync(HttpContext context)
    {
        var query = QueryReader.Read(context.Request);
        long before = query.Before ?? (query.Cursor is null ? long.MaxValue : PageCursor.Number(query.Cursor));
        int count = query.Count ?? QueryReader.DefaultCount;
        ImmutableArray<ErasureRecord> erasures = await calls.CallAsync(
            (log: grains.Find<IErasuresGrain>(), before, most: count + 1),
            static (call, cancel) => call.log.List(call.before, call.most, cancel), context.RequestAborted);
        ErasureEntry[] entries = [.. erasures.Take(count).Select(each => new ErasureEntry(each.Number, each.TimeMs, each.Interactions))];
        string? cursor = erasures.Length > count ? PageCursor.Of(entries[^1].Number) : null;
        await JsonResponse.WriteAsync(context, new(entries, cursor), JsonContracts.Default.ErasuresResponse);
    }
}
