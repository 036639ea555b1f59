using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>Four erasures.</summary>
public sealed class TestErasuresGrain : Grain, IErasuresGrain
{
    public Task<ImmutableArray<ErasureRecord>> List(long below, int limit, CancellationToken cancellationToken = default) => Task.FromResult<ImmutableArray<ErasureRecord>>(
        [.. new long[] { 4, 3, 2, 1 }.Where(number => number < below).Take(limit).Select(number => new ErasureRecord(number, number * 1000, number * 10))]);
}
