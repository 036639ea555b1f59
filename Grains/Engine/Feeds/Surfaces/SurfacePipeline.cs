using Manidala.Engine.Telemetry;
using Manidala.Engine.Trending;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Makes a surface's page: asks its sources, blends them by their shares, re-ranks, and puts pins and explored items in their places. Never short while eligible items
/// remain. Thread-safe; the session it reads must not change meanwhile.
/// </summary>
public sealed class SurfacePipeline(FeedPipeline feeds, TrendingBoard trending, RuleBook rules, EngineMetrics metrics, TimeProvider time)
{
    private readonly CandidateSources _sources = new(feeds, trending);

    /// <summary>Makes a page.</summary>
    /// <param name="request">The built-in feed's; what rules leave out is taken out here.</param>
    /// <param name="count">Places of the page.</param>
    /// <param name="firstPlace">Places of the pages before.</param>
    public RankedPage Fill(in FeedRequest request, Surface surface, int count, int firstPlace, bool explains)
    {
        RankTrace? trace = explains ? new RankTrace() : null;
        ActiveRules active = surface.HasRules ? rules.Active(surface.Name) : ActiveRules.None;
        FeedRequest narrowed = request with { Eligible = active.Narrow(request.View, request.Eligible) };
        var ruledOut = new RuledOut(narrowed);
        var ranking = new Ranking(surface, active, request.View.Catalog, trace);
        ranking.Take(Propose(narrowed, surface, ruledOut, count, trace));
        Rerank(ranking, request.View, count, trace);
        return ToPage(narrowed, ranking, ruledOut, count, firstPlace, trace);
    }

    private Candidate[] Propose(in FeedRequest request, Surface surface, in RuledOut ruledOut, int count, RankTrace? trace)
    {
        var clock = new StepClock(metrics, trace);
        clock.Start();
        List<SourceList> lists = _sources.Ask(request, surface, ruledOut);
        clock.End(RankStep.Sources);
        clock.Start();
        List<Candidate> candidates = SourceBlend.Blend(lists, Math.Max(surface.Candidates, count));
        _sources.FillUp(request, ruledOut, candidates, count);
        clock.End(RankStep.Blend);
        trace?.Proposed(lists);
        trace?.Ordered(RankStep.Blend, candidates, _ => "");
        return [.. candidates];
    }

    private void Rerank(Ranking ranking, FeedView view, int count, RankTrace? trace)
    {
        var clock = new StepClock(metrics, trace);
        if (ranking.HasFactors)
        {
            clock.Start();
            ranking.ApplyFactors();
            clock.End(RankStep.Rules);
        }

        if (ranking.Surface.Freshness is not null)
        {
            clock.Start();
            ranking.ApplyFreshness(time.GetUtcNow());
            clock.End(RankStep.Freshness);
        }

        if (ranking.Surface.Diversity is not null)
        {
            clock.Start();
            ranking.ApplyDiversity(view, count);
            clock.End(RankStep.Diversity);
        }

        if (ranking.HasLimits)
        {
            clock.Start();
            ranking.ApplyLimits(count);
            clock.End(RankStep.Limits);
        }
    }

    private RankedPage ToPage(in FeedRequest request, Ranking ranking, RuledOut ruledOut, int count, int firstPlace, RankTrace? trace)
    {
        var clock = new StepClock(metrics, trace);
        clock.Start();
        Dictionary<int, Candidate> pins = ranking.Pins(firstPlace, count, ruledOut);
        DrawPool? pool = ranking.Surface.Exploration is { } policy ? PoolOf(policy, request, ranking.Candidates, ruledOut) : null;
        var page = new PlacedItem[count];
        var composer = new PageComposer(pins, pool, ranking.Surface.Exploration, firstPlace, request.Seed);
        Span<PlacedItem> filled = page.AsSpan(0, composer.Fill(ranking.Candidates, page));
        clock.End(RankStep.Page);
        var entries = new FeedEntry[filled.Length];
        var propensities = new double[filled.Length];
        for (int place = 0; place < filled.Length; place++)
        {
            entries[place] = new FeedEntry(filled[place].Item.Ordinal, filled[place].Item.Score, filled[place].Item.Source);
            propensities[place] = filled[place].Propensity;
        }

        return new RankedPage(entries, propensities, trace?.ToReasons(filled));
    }

    private static DrawPool PoolOf(ExplorationOptions policy, in FeedRequest request, Candidate[] candidates, RuledOut ruledOut)
    {
        EligibleItems eligible = request.Eligible;
        FeedView view = request.View;
        if (policy.Pool == ExplorationOptions.Candidates)
        {
            int[] ordinals = Array.ConvertAll(candidates, candidate => candidate.Ordinal);
            return new DrawPool(ordinals, ordinals.ToHashSet().Contains);
        }

        DrawPool pool = policy.Pool == ExplorationOptions.New
            ? new DrawPool(eligible.Unmodelled, ordinal => eligible.Contains(ordinal) && view.IsNew(ordinal))
            : new DrawPool(eligible.Newest, eligible.Contains);
        foreach (int ordinal in request.Excluded)
        {
            pool.Remove(ordinal);
        }

        for (int seen = 0; !request.IncludeSeen && seen < request.Session.Seen.Count; seen++)
        {
            pool.Remove(request.Session.Seen[seen]);
        }

        return pool;
    }
}
