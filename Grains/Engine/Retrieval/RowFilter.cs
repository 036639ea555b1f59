using System.Runtime.CompilerServices;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Retrieval;

/// <summary>Which rows a search may find.</summary>
/// <param name="allowed">Bit r of word r/64 allows row r; empty for all rows.</param>
/// <param name="excluded">Laid out alike: rows that are not allowed after all; empty for none.</param>
/// <param name="allowedCount">How many rows <paramref name="allowed"/> names, where that is known; it is counted where it is not.</param>
public readonly ref struct RowFilter(ReadOnlySpan<ulong> allowed, ReadOnlySpan<ulong> excluded = default, int? allowedCount = null)
{
    public ReadOnlySpan<ulong> Allowed { get; } = allowed;

    public ReadOnlySpan<ulong> Excluded { get; } = excluded;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Allows(int row) => Allowed.IsEmpty || Bitset.Contains(Allowed, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Excludes(int row) => !Excluded.IsEmpty && Bitset.Contains(Excluded, row);

    /// <summary>The filter of the rows of the first words alone.</summary>
    internal RowFilter UpTo(int words) => new(
        Allowed.IsEmpty ? [] : Allowed[..words],
        Excluded.IsEmpty ? [] : Excluded[..words],
        allowedCount is { } all && !Allowed.IsEmpty ? all - Bitset.Count(Allowed[words..]) : null);

    /// <summary>The filter of the rows behind these words, counted from there.</summary>
    internal RowFilter From(int words) => new(Allowed.IsEmpty ? [] : Allowed[words..], Excluded.IsEmpty ? [] : Excluded[words..]);

    internal ulong Word(int word) => (Allowed.IsEmpty ? ulong.MaxValue : Allowed[word]) & (Excluded.IsEmpty ? ulong.MaxValue : ~Excluded[word]);

    internal int CountAllowed(int rows) => Allowed.IsEmpty ? rows : allowedCount ?? Bitset.Count(Allowed);
}
