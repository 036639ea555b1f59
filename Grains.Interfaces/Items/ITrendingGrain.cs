using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>Decayed interaction counts of one slice of the items; the key is the slice's number.</summary>
[Alias("manidala.ITrendingGrain")]
public interface ITrendingGrain : IGrainWithIntegerKey
{
    /// <summary>The slice's items with the highest counts, highest first.</summary>
    [Alias("Top")]
    Task<TrendingSlice> Top(int count, CancellationToken cancellationToken = default);
}

/// <summary>The head of a slice.</summary>
/// <param name="Through">The journal's sequence up to which interactions are counted.</param>
[GenerateSerializer, Immutable, Alias("manidala.TrendingSlice")]
public sealed record TrendingSlice(
    [property: Id(0)] long Through,
    [property: Id(1)] ImmutableArray<TrendingItem> Items);

/// <summary>An item and its decayed, weighted count.</summary>
/// <param name="Log2">The logarithm to base 2 of the count, up to a constant that all items of all slices share.</param>
[GenerateSerializer, Immutable, Alias("manidala.TrendingItem")]
public readonly record struct TrendingItem([property: Id(0)] string ItemId, [property: Id(1)] double Log2);
