using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Orleans.Concurrency;

namespace Manidala.Grains.Users;

/// <summary>Reads the log of erasures.</summary>
[StatelessWorker]
internal sealed class ErasuresGrain(IErasureLog log) : Grain, IErasuresGrain
{
    public async Task<ImmutableArray<ErasureRecord>> List(long below, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<Erasure> erasures = await log.ReadAsync(below, limit, cancellationToken);
        return [.. erasures.Select(each => new ErasureRecord(each.Number, each.Time.ToUnixTimeMilliseconds(), each.Interactions))];
    }
}
