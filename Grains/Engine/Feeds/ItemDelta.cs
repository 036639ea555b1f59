using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Feeds;

/// <summary>
/// The items that came after a model, as rows behind its own: some within an index that was built anew with them, the most recent ones beside it. Immutable.
/// </summary>
public sealed class ItemDelta
{
    private readonly int _firstMerged;
    private readonly int[] _merged;
    private readonly int[] _recent;

    /// <param name="index">Over the model's rows, those of <paramref name="merged"/>, and beside them those of <paramref name="recent"/>.</param>
    /// <param name="merged">The ordinal of each row behind the model's; -1 where the item is gone or has another row since.</param>
    /// <param name="recent">The ordinal of each row beside the index.</param>
    internal ItemDelta(LayeredIndex index, int modelItems, int[] merged, int[] recent)
    {
        Index = index;
        _firstMerged = modelItems;
        _merged = merged;
        _recent = recent;
        MergedCount = merged.Count(ordinal => ordinal >= 0);
    }

    public LayeredIndex Index { get; }

    /// <summary>Items within the index.</summary>
    public int MergedCount { get; }

    /// <summary>Items that are searched beside it.</summary>
    public int RecentCount => _recent.Length;

    /// <summary>Rows of the index whose item is gone or has another row since.</summary>
    internal int DeadRows => _merged.Length - MergedCount;

    /// <summary>Enters the items' rows.</summary>
    internal void Enter(Span<int> rowOfOrdinal, Span<int> ordinalOfRow)
    {
        Enter(_merged, _firstMerged, rowOfOrdinal, ordinalOfRow);
        Enter(_recent, Index.FirstRecent, rowOfOrdinal, ordinalOfRow);
    }

    private static void Enter(int[] ordinals, int firstRow, Span<int> rowOfOrdinal, Span<int> ordinalOfRow)
    {
        for (int place = 0; place < ordinals.Length; place++)
        {
            if (ordinals[place] is >= 0 and var ordinal)
            {
                rowOfOrdinal[ordinal] = firstRow + place;
                ordinalOfRow[firstRow + place] = ordinal;
            }
        }
    }
}
