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

    internal ulong Word(int word) => (Allowed.IsEmpty ? ulong.MaxValue : Allowed[word]) & (Excluded.IsEmpty ? ulong.MaxValue : ~Excluded[word]);

    internal int CountAllowed(int rows) => Allowed.IsEmpty ? rows : allowedCount ?? Bitset.Count(Allowed);
}
