using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Manidala.Grains.Interfaces;

/// <summary>That users were erased; every key is the same.</summary>
[Alias("manidala.IErasuresGrain")]
public interface IErasuresGrain : IGrainWithIntegerKey
{
    /// <summary>The newest first, below a number, at most so many.</summary>
    [AlwaysInterleave]
    [Alias("List")]
    Task<ImmutableArray<ErasureRecord>> List(long below, int limit, CancellationToken cancellationToken = default);
}

/// <summary>One erasure, and nothing of whom.</summary>
/// <param name="Interactions">How many rows of the journal went.</param>
[GenerateSerializer, Immutable, Alias("manidala.ErasureRecord")]
public readonly record struct ErasureRecord(
    [property: Id(0)] long Number,
    [property: Id(1)] long TimeMs,
    [property: Id(2)] long Interactions);
