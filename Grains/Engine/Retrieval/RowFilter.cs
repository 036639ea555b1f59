using System.Numerics;
using System.Runtime.CompilerServices;

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
    internal bool Allows(int row) => Allowed.IsEmpty || (Allowed[row >> 6] & (1UL << row)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Excludes(int row) => !Excluded.IsEmpty && (Excluded[row >> 6] & (1UL << row)) != 0;

    internal ulong Word(int word) => (Allowed.IsEmpty ? ulong.MaxValue : Allowed[word]) & (Excluded.IsEmpty ? ulong.MaxValue : ~Excluded[word]);

    internal int CountAllowed(int rows)
    {
        if (Allowed.IsEmpty || allowedCount is not null)
        {
            return allowedCount ?? rows;
        }

        int count = 0;
        foreach (ulong word in Allowed)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
