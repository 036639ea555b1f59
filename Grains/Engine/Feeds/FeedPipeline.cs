using System.Buffers;
using Manidala.Engine.Blending;
using Manidala.Engine.Catalog;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Trending;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Puts a feed together: retrieval by the session's query embedding, or trending blended with exploration where there is none. Never short while
/// eligible items remain. Thread-safe; the session it reads must not change meanwhile.
/// </summary>
public sealed class FeedPipeline(TrendingBoard trending, IOptions<FeedOptions> options)
{
    private readonly FeedOptions _options = options.Value;

    /// <summary>Fills the page, best first, and answers how many entries it wrote.</summary>
    public int Fill(in FeedRequest request, Span<FeedEntry> page)
    {
        var chosen = new ChosenItems(request, page);
        bool personal = request.UseQuery && request.Session.Encoder.HasQuery && request.View.Model is not null;
        if (personal)
        {
            FillBySession(request, ref chosen);
        }
        else
        {
            FillCold(request, ref chosen);
        }

        FillWithNewest(request.Eligible.Newest, ref chosen);
        return chosen.Count;
    }

    private void FillBySession(in FeedRequest request, ref ChosenItems chosen)
    {
        int length = chosen.Length;
        ScoredItem[] best = ArrayPool<ScoredItem>.Shared.Rent(length);
        try
        {
            int found = Retrieve(request, best.AsSpan(0, length));
            var fresh = new Exploration(request.Eligible.Unmodelled, request.Seed);
            for (int next = 0; next < found && !chosen.IsFull; next++)
            {
                // Items that the model has not met yet get a place now and then: without being shown they would never be met.
                if (Slots.IsEvery(_options.NewItemEvery, chosen.Count) && chosen.TryAddAny(ref fresh, FeedSource.Exploration))
                {
                    next--;
                    continue;
                }

                chosen.TryAdd(request.View.OrdinalOf(best[next].Item), best[next].Score, FeedSource.Session);
            }
        }
        finally
        {
            ArrayPool<ScoredItem>.Shared.Return(best);
        }
    }

    private void FillCold(in FeedRequest request, ref ChosenItems chosen)
    {
        var explored = new Exploration(request.Eligible.Newest, request.Seed);
        ReadOnlySpan<TrendingEntry> entries = trending.Entries;
        for (int next = 0; next < entries.Length && !chosen.IsFull; next++)
        {
            if (Slots.IsEvery(_options.ExploreEvery, chosen.Count) && chosen.TryAddAny(ref explored, FeedSource.Exploration))
            {
                next--;
                continue;
            }

            if (request.Eligible.Contains(entries[next].Ordinal))
            {
                chosen.TryAdd(entries[next].Ordinal, entries[next].Weight, FeedSource.Trending);
            }
        }

        while (!chosen.IsFull && chosen.TryAddAny(ref explored, FeedSource.Exploration))
        {
        }
    }

    private static void FillWithNewest(ReadOnlySpan<int> newest, ref ChosenItems chosen)
    {
        for (int next = 0; next < newest.Length && !chosen.IsFull; next++)
        {
            chosen.TryAdd(newest[next], 0, FeedSource.Latest);
        }
    }

    private static int Retrieve(in FeedRequest request, Span<ScoredItem> best)
    {
        ulong[] eligible = request.Eligible.Rows;
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(Math.Max(1, eligible.Length));
        try
        {
            Span<ulong> allowed = rented.AsSpan(0, eligible.Length);
            eligible.CopyTo(allowed);
            RemoveUnwanted(request, allowed);
            return request.View.Model!.Index.Search(request.Session.Encoder.Query, allowed, best);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    private static void RemoveUnwanted(in FeedRequest request, Span<ulong> allowed)
    {
        FeedView view = request.View;
        foreach (int ordinal in request.Excluded)
        {
            Remove(view, allowed, ordinal);
        }

        if (request.IncludeSeen)
        {
            return;
        }

        for (int index = 0; index < request.Session.Seen.Count; index++)
        {
            Remove(view, allowed, request.Session.Seen[index]);
        }
    }

    private static void Remove(FeedView view, Span<ulong> allowed, int ordinal)
    {
        int row = view.RowOf(ordinal);
        if (row >= 0)
        {
            Bitset.Remove(allowed, row);
        }
    }
}
