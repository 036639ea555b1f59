using System.Buffers;
using System.Numerics.Tensors;
using Manidala.Engine.Catalog;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Trending;

namespace Manidala.Engine.Feeds;

/// <summary>Lists that are the same for every user. Each fills a page, best first, and answers how many entries it wrote. Thread-safe.</summary>
public sealed class ItemLists(TrendingBoard trending)
{
    // The index ranks by dot product and popularity bias; this many times the page is ranked again by the angle alone.
    private const int SimilarOverfetch = 5;

    // So that a list of five is the beginning of a list of fifty: what is nearest by angle does not depend on how many are asked for.
    private const int LeastSimilar = 500;

    public int FillTrending(EligibleItems eligible, Span<FeedEntry> page)
    {
        int count = 0;
        foreach (TrendingEntry entry in trending.Entries)
        {
            if (count == page.Length)
            {
                break;
            }

            if (eligible.Contains(entry.Ordinal))
            {
                page[count++] = new FeedEntry(entry.Ordinal, entry.Weight, FeedSource.Trending);
            }
        }

        return count;
    }

    public static int FillLatest(EligibleItems eligible, Span<FeedEntry> page)
    {
        int count = Math.Min(page.Length, eligible.Newest.Length);
        for (int place = 0; place < count; place++)
        {
            page[place] = new FeedEntry(eligible.Newest[place], 0, FeedSource.Latest);
        }

        return count;
    }

    /// <summary>Empty for an item that neither the model nor its item tower knows.</summary>
    public int FillSimilar(FeedView view, EligibleItems eligible, Item item, Span<FeedEntry> page)
    {
        int row = view.RowOf(item.Ordinal);
        if (view.Index is not { } index || row < 0)
        {
            return 0;
        }

        int words = eligible.Rows.Length;
        ExcludedRows excluded = ExcludedRows.OfThread;
        int wanted = Math.Max(LeastSimilar, page.Length * SimilarOverfetch);
        ScoredItem[] nearest = ArrayPool<ScoredItem>.Shared.Rent(wanted);
        try
        {
            excluded.Add(row, words);
            var filter = new RowFilter(eligible.Rows, excluded.Bits(words), eligible.RowCount);
            Span<ScoredItem> found = nearest.AsSpan(0, index.Search(index.Vector(row), filter, nearest.AsSpan(0, wanted)));
            RankByAngle(index, row, found);
            int count = Math.Min(page.Length, found.Length);
            for (int place = 0; place < count; place++)
            {
                page[place] = new FeedEntry(view.OrdinalOf(found[place].Item), found[place].Score, FeedSource.Similar);
            }

            return count;
        }
        finally
        {
            excluded.Clear();
            ArrayPool<ScoredItem>.Shared.Return(nearest);
        }
    }

    private static void RankByAngle(LayeredIndex index, int row, Span<ScoredItem> found)
    {
        foreach (ref ScoredItem item in found)
        {
            float cosine = TensorPrimitives.CosineSimilarity(index.Vector(row), index.Vector(item.Item));
            item = new ScoredItem(item.Item, float.IsFinite(cosine) ? cosine : 0);
        }

        found.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Item.CompareTo(b.Item));
    }
}
