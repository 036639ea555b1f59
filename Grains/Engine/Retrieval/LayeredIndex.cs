using System.Buffers;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// An index and the rows that came after it was built, which are searched exactly beside it. The rows behind stand at <see cref="FirstRecent"/>, a whole word of a
/// bitset on, so that one set of allowed rows serves both; numbers in between belong to no row. Immutable and thread-safe.
/// </summary>
public sealed class LayeredIndex
{
    /// <param name="recent">An exact index of the rows behind; null for none.</param>
    /// <exception cref="ArgumentException">The two are of different dimensions.</exception>
    public LayeredIndex(ItemIndex main, ItemIndex? recent)
    {
        ArgumentNullException.ThrowIfNull(main);
        if (recent is not null && recent.Dimension != main.Dimension)
        {
            throw new ArgumentException($"Rows of {recent.Dimension} numbers cannot stand behind rows of {main.Dimension}.", nameof(recent));
        }

        Main = main;
        Recent = recent;
        FirstRecent = main.AllowedWords * 64;
        RowLimit = recent is null ? main.Count : checked(FirstRecent + recent.Count);
    }

    /// <summary>Rows 0 and on.</summary>
    public ItemIndex Main { get; }

    /// <summary>Rows <see cref="FirstRecent"/> and on; null for none.</summary>
    public ItemIndex? Recent { get; }

    /// <summary>The number of the first row behind the main index.</summary>
    public int FirstRecent { get; }

    /// <summary>All rows are below this number.</summary>
    public int RowLimit { get; }

    /// <summary>The row's vector.</summary>
    public ReadOnlySpan<float> Vector(int row) =>
        row >= FirstRecent && Recent is not null ? Recent.Vectors.Vector(row - FirstRecent) : Main.Vectors.Vector(row);

    /// <summary>
    /// Fills <paramref name="best"/> with the top rows of both, highest first, ties by lower row, and returns how many it wrote; the scores are those that
    /// <see cref="ItemIndex.Search(ReadOnlySpan{float}, in RowFilter, Span{ScoredItem})"/> gives.
    /// </summary>
    /// <param name="filter">Over all <see cref="RowLimit"/> numbers; what it counts as allowed are rows, and none of the numbers between the two.</param>
    public int Search(ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best) =>
        AddRecent(query, filter, best, Main.Search(query, OfMain(filter), best));

    /// <summary>The part of a filter that speaks of the main index's rows.</summary>
    public RowFilter OfMain(in RowFilter filter) => Recent is null ? filter : filter.UpTo(Main.AllowedWords);

    /// <summary>Merges the best rows behind into the main index's best, whoever found those, and returns how many there are then.</summary>
    /// <param name="found">How many of <paramref name="best"/> are the main index's.</param>
    public int AddRecent(ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best, int found)
    {
        if (Recent is null)
        {
            return found;
        }

        ScoredItem[] rented = ArrayPool<ScoredItem>.Shared.Rent(best.Length);
        try
        {
            // A row behind has to score above the last that the main index found, where that fills the room: in a tie the lower row comes first.
            float floor = found == best.Length && found > 0 ? best[^1].Score : float.NegativeInfinity;
            Span<ScoredItem> recent = rented.AsSpan(0, best.Length);
            recent = recent[..Recent.SearchAbove(floor, query, filter.From(Main.AllowedWords), recent)];
            return Merge(best, found, recent);
        }
        finally
        {
            ArrayPool<ScoredItem>.Shared.Return(rented);
        }
    }

    /// <summary>Merges into the front of <paramref name="best"/>, which holds the main index's already; from behind, so that nothing is overwritten unread.</summary>
    private int Merge(Span<ScoredItem> best, int ofMain, ReadOnlySpan<ScoredItem> recent)
    {
        int total = Math.Min(best.Length, ofMain + recent.Length);
        int main = 0;
        int behind = 0;
        while (main + behind < total)
        {
            // A tie goes to the main index, whose rows are the lower ones.
            bool isMain = behind == recent.Length || (main < ofMain && best[main].Score >= recent[behind].Score);
            main += isMain ? 1 : 0;
            behind += isMain ? 0 : 1;
        }

        for (int place = total - 1; behind > 0; place--)
        {
            bool isMain = main > 0 && best[main - 1].Score < recent[behind - 1].Score;
            best[place] = isMain ? best[--main] : new ScoredItem(FirstRecent + recent[--behind].Item, recent[behind].Score);
        }

        return total;
    }
}
