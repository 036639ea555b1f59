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
        long before = query.Before ?? long.MaxValue;
        int count = query.Count ?? QueryReader.DefaultCount;
        ImmutableArray<ErasureRecord> erasures = await calls.CallAsync(
            (log: grains.Find<IErasuresGrain>(), before, count),
            static (call, cancel) => call.log.List(call.before, call.count, cancel), context.RequestAborted);
        ErasureEntry[] entries = [.. erasures.Select(each => new ErasureEntry(each.Number, each.TimeMs, each.Interactions))];
        await JsonResponse.WriteAsync(context, new(entries), JsonContracts.Default.ErasuresResponse);
    }
}
