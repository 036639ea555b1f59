using System.Buffers;
using System.Numerics.Tensors;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Engine.Trending;

namespace Manidala.Engine.Feeds;

/// <summary>Asks a surface's sources. Thread-safe; the session that it reads must not change meanwhile.</summary>
internal sealed class CandidateSources(FeedPipeline feeds, TrendingBoard trending)
{
    /// <summary>What each source of the surface proposes, at most as many items as there are candidates.</summary>
    public List<SourceList> Ask(in FeedRequest request, Surface surface, in RuledOut ruledOut)
    {
        var lists = new List<SourceList>(surface.Sources.Length);
        foreach (SourceShare source in surface.Sources)
        {
            lists.Add(new SourceList(source.Source, source.Share, Ask(request, surface, ruledOut, source.Source)));
        }

        return lists;
    }

    /// <summary>
    /// What stands in where the surface's sources have too little, as for somebody who has done nothing: what is trending, then all items, the newest first.
    /// </summary>
    public void FillUp(in FeedRequest request, in RuledOut ruledOut, List<Candidate> candidates, int wanted)
    {
        var there = candidates.Select(candidate => candidate.Ordinal).ToHashSet();
        foreach (TrendingEntry entry in trending.Entries)
        {
            Add(new ProposedItem(entry.Ordinal, entry.Weight), FeedSource.Trending, ruledOut, candidates, there, wanted);
        }

        foreach (int ordinal in request.Eligible.Newest)
        {
            if (candidates.Count >= wanted)
            {
                return;
            }

            Add(new ProposedItem(ordinal, 0), FeedSource.Latest, ruledOut, candidates, there, wanted);
        }
    }

    private static void Add(
        ProposedItem item, FeedSource source, in RuledOut ruledOut, List<Candidate> candidates, HashSet<int> there, int wanted)
    {
        if (candidates.Count < wanted && ruledOut.MayCome(item.Ordinal) && there.Add(item.Ordinal))
        {
            candidates.Add(new Candidate(item.Ordinal, source, item.Score, Relevances.OfPlace(candidates.Count)));
        }
    }

    private List<ProposedItem> Ask(in FeedRequest request, Surface surface, in RuledOut ruledOut, FeedSource source) => source switch
    {
        FeedSource.Session => OfSession(request, surface.Candidates),
        FeedSource.Similar => SimilarToRecent(request, ruledOut, surface),
        FeedSource.Trending => OfTrending(ruledOut, surface.Candidates),
        FeedSource.Latest => Listed(request.Eligible.Newest, ruledOut, surface.Candidates),
        FeedSource.Editorial => Chosen(request.View, surface, ruledOut),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };

    private List<ProposedItem> OfSession(in FeedRequest request, int most)
    {
        var items = new List<ProposedItem>(most);
        if (!FeedPipeline.IsPersonal(request))
        {
            return items;
        }

        ScoredItem[] best = ArrayPool<ScoredItem>.Shared.Rent(most);
        try
        {
            int found = feeds.Retrieve(request, best.AsSpan(0, most));
            foreach (ScoredItem item in best.AsSpan(0, found))
            {
                items.Add(new ProposedItem(request.View.OrdinalOf(item.Item), item.Score));
            }

            return items;
        }
        finally
        {
            ArrayPool<ScoredItem>.Shared.Return(best);
        }
    }

    /// <summary>Neighbours of the newest items that the user liked, by the highest cosine with one of them.</summary>
    private static List<ProposedItem> SimilarToRecent(in FeedRequest request, in RuledOut ruledOut, Surface surface)
    {
        var cosines = new Dictionary<int, float>();
        if (request.View.Index is not { } index)
        {
            return [];
        }

        HashSet<int> recent = Recent(request.Session, surface.SimilarTo);
        ScoredItem[] nearest = ArrayPool<ScoredItem>.Shared.Rent(surface.Candidates);
        ExcludedRows excluded = ExcludedRows.OfThread;
        try
        {
            FeedPipeline.Exclude(request, excluded);
            var filter = new RowFilter(request.Eligible.Rows, excluded.Bits(request.Eligible.Rows.Length), request.Eligible.RowCount);
            foreach (int ordinal in recent)
            {
                int row = request.View.RowOf(ordinal);
                int found = row < 0 ? 0 : index.Search(index.Vector(row), filter, nearest.AsSpan(0, surface.Candidates));
                foreach (ScoredItem item in nearest.AsSpan(0, found))
                {
                    int neighbour = request.View.OrdinalOf(item.Item);
                    float cosine = TensorPrimitives.CosineSimilarity(index.Vector(row), index.Vector(item.Item));
                    if (!recent.Contains(neighbour) && float.IsFinite(cosine))
                    {
                        cosines[neighbour] = Math.Max(cosine, cosines.GetValueOrDefault(neighbour, -1));
                    }
                }
            }
        }
        finally
        {
            excluded.Clear();
            ArrayPool<ScoredItem>.Shared.Return(nearest);
        }

        return [.. cosines.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(surface.Candidates).Select(one => new ProposedItem(one.Key, one.Value))];
    }

    private static HashSet<int> Recent(UserSession session, int most)
    {
        var recent = new HashSet<int>(most);
        for (int step = session.HistoryCount - 1; step >= 0 && recent.Count < most; step--)
        {
            recent.Add(session.HistoryStep(step).Item);
        }

        return recent;
    }

    private List<ProposedItem> OfTrending(in RuledOut ruledOut, int most)
    {
        var items = new List<ProposedItem>();
        foreach (TrendingEntry entry in trending.Entries)
        {
            if (items.Count == most)
            {
                break;
            }

            if (ruledOut.MayCome(entry.Ordinal))
            {
                items.Add(new ProposedItem(entry.Ordinal, entry.Weight));
            }
        }

        return items;
    }

    private static List<ProposedItem> Listed(ReadOnlySpan<int> ordinals, in RuledOut ruledOut, int most)
    {
        var items = new List<ProposedItem>();
        for (int next = 0; next < ordinals.Length && items.Count < most; next++)
        {
            if (ruledOut.MayCome(ordinals[next]))
            {
                items.Add(new ProposedItem(ordinals[next], 0));
            }
        }

        return items;
    }

    private static List<ProposedItem> Chosen(FeedView view, Surface surface, in RuledOut ruledOut)
    {
        var ordinals = new List<int>(surface.Editorial.Length);
        foreach (string id in surface.Editorial)
        {
            if (view.Catalog.TryGetOrdinal(id, out int ordinal) && !ordinals.Contains(ordinal))
            {
                ordinals.Add(ordinal);
            }
        }

        return Listed(ordinals.ToArray(), ruledOut, surface.Candidates);
    }
}
