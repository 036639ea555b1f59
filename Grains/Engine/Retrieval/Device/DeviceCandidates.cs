namespace Manidala.Engine.Retrieval;

/// <summary>
/// The rows that the device found for one query, and what no other row's score exceeds: enough to give exactly what an exact search would, or to say that
/// it cannot be known. Reads memory that the caller keeps as it is meanwhile.
/// </summary>
/// <param name="rows">In no order that matters; rows past the last item mean nothing.</param>
/// <param name="bound">No row that is not among them scores above it; negative infinity where there is no other.</param>
public readonly ref struct DeviceCandidates(ReadOnlySpan<int> rows, float bound)
{
    public ReadOnlySpan<int> Rows { get; } = rows;

    public float Bound { get; } = bound;

    /// <summary>
    /// Fills <paramref name="best"/> as <see cref="ItemIndex"/>'s exact search does, to the last bit; false where rows that the device did not give may belong
    /// there, and then what it holds means nothing.
    /// </summary>
    /// <param name="items">Those that the device holds.</param>
    /// <param name="query">The same that the device was asked.</param>
    public bool TrySearch(ItemVectors items, ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best, out int found)
    {
        RowRules.CheckQuery(query, items.Dimension);
        RowRules.CheckFilter(filter, (items.Count + 63) / 64);
        found = 0;
        if (best.IsEmpty)
        {
            return true;
        }

        Span<float> padded = stackalloc float[items.Stride];
        items.Pad(query, padded);
        foreach (int row in Rows)
        {
            if (row < items.Count)
            {
                items.Prefetch(row);
            }
        }

        var top = new TopItems(best);
        foreach (int row in Rows)
        {
            if (row < items.Count && filter.Allows(row) && !filter.Excludes(row))
            {
                top.Offer(row, items.Score(row, padded));
            }
        }

        found = top.SortDescending();

        // Of equal scores the lower row comes first, which may be one that is not here.
        return float.IsNegativeInfinity(Bound) || (found == best.Length && best[found - 1].Score > Bound);
    }
}
