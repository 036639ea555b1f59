using System.Buffers;
using Manidala.Engine.Blending;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Telemetry;
using Manidala.Engine.Trending;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Puts a feed together: retrieval by the session's query embedding, or trending blended with exploration where there is none. Never short while
/// eligible items remain. Thread-safe; the session it reads must not change meanwhile.
/// </summary>
public sealed class FeedPipeline(TrendingBoard trending, EngineMetrics metrics, IOptions<FeedOptions> options)
{
    private readonly FeedOptions _options = options.Value;

    /// <summary>Fills the page, best first, and answers how many entries it wrote.</summary>
    public int Fill(in FeedRequest request, Span<FeedEntry> page)
    {
        var chosen = new ChosenItems(request, page);
        if (IsPersonal(request))
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

    /// <summary>Whether there is a query to retrieve by.</summary>
    internal static bool IsPersonal(in FeedRequest request) => request.UseQuery && request.Session.Encoder.HasQuery && request.View.Model is not null;

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

    /// <summary>The best rows by the session's query, best first; answers how many it found.</summary>
    internal int Retrieve(in FeedRequest request, Span<ScoredItem> best)
    {
        ExcludedRows excluded = ExcludedRows.OfThread;
        try
        {
            Exclude(request, excluded);
            var filter = new RowFilter(request.Eligible.Rows, excluded.Bits(request.Eligible.Rows.Length), request.Eligible.RowCount);
            long started = metrics.SearchStarted();
            int found = Search(request, filter, best);
            metrics.SearchEnded(started);
            return found;
        }
        finally
        {
            excluded.Clear();
        }
    }

    private int Search(in FeedRequest request, in RowFilter filter, Span<ScoredItem> best)
    {
        LoadedModel model = request.View.Model!;
        LayeredIndex index = request.View.Index!;
        ReadOnlySpan<float> query = request.Session.Encoder.Query;

        // A device has the model's own items: what stands beside their index is added to its answer, what was merged into it is not in there.
        if (request.Device is not null && ReferenceEquals(index.Main, model.Index))
        {
            bool isEnough = request.Device.TrySearch(model, query, index.OfMain(filter), best, out int found);
            metrics.DeviceAnswered(isEnough);
            if (isEnough)
            {
                return index.AddRecent(query, filter, best, found);
            }
        }

        return index.Search(query, filter, best);
    }

    /// <summary>Adds the rows that the request rules out.</summary>
    internal static void Exclude(in FeedRequest request, ExcludedRows excluded)
    {
        foreach (int ordinal in request.Excluded)
        {
            Exclude(request, excluded, ordinal);
        }

        for (int index = 0; !request.IncludeSeen && index < request.Session.Seen.Count; index++)
        {
            Exclude(request, excluded, request.Session.Seen[index]);
        }
    }

    private static void Exclude(in FeedRequest request, ExcludedRows excluded, int ordinal)
    {
        int row = request.View.RowOf(ordinal);
        if (row >= 0)
        {
            excluded.Add(row, request.Eligible.Rows.Length);
        }
    }
}
