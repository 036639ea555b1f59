using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Users;

/// <summary>Turns queries into plans, and a plan and a session into the answer of a feed call. Thread-safe.</summary>
internal sealed class FeedAssembly(FeedPipeline feeds, SurfacePipeline ranked, SurfaceBook surfaces)
{
    private const int RecommendationIdBytes = 12;

    /// <exception cref="InvalidRequestException">The query asks for what there is not.</exception>
    public FeedPlan Plan(FeedQuery query, FeedView view) => ContractMapping.ToPlan(query, view, SurfaceOf(query));

    public Feed Assemble(
        string userId, FeedQuery query, in FeedPlan plan, FeedView view, UserSession session, bool isCurrent, DeviceAnswer? device)
    {
        ulong seed = SeedOf(userId, session.LastSequence, plan.Served.Length);
        var request = new FeedRequest(view, plan.Eligible, session, plan.Excluded, query.IncludeSeen, isCurrent, seed, device);
        if (plan.Surface is { } surface)
        {
            RankedPage made = ranked.Fill(request, surface, query.Count, plan.Served.Length, query.Explain);
            return Answer(userId, query, plan, view, session, isCurrent, made.Entries) with { Ranking = RankingMapping.ToRanking(surface.Name, made) };
        }

        FeedEntry[] page = ArrayPool<FeedEntry>.Shared.Rent(query.Count);
        try
        {
            long started = query.Explain ? Stopwatch.GetTimestamp() : 0;
            ReadOnlySpan<FeedEntry> filled = page.AsSpan(0, feeds.Fill(request, page.AsSpan(0, query.Count)));
            Feed feed = Answer(userId, query, plan, view, session, isCurrent, filled);
            return query.Explain ? feed with { Ranking = RankingMapping.ToRanking(filled, Stopwatch.GetElapsedTime(started)) } : feed;
        }
        finally
        {
            ArrayPool<FeedEntry>.Shared.Return(page);
        }
    }

    private Surface? SurfaceOf(FeedQuery query)
    {
        if (query.Surface is not { } name)
        {
            return surfaces.Default;
        }

        return surfaces.TryGet(name, out Surface? surface)
            ? surface
            : throw new InvalidRequestException("surface", $"\"{name}\"", surfaces.Allowed);
    }

    private static Feed Answer(
        string userId, FeedQuery query, in FeedPlan plan, FeedView view, UserSession session, bool isCurrent, ReadOnlySpan<FeedEntry> page) => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RecommendationIdBytes)),
        userId,
        session.LastSequence,
        view.Model?.Version,
        !isCurrent,
        ContractMapping.ToFeedItems(page, view.Catalog, query.WithItems),
        NextCursor(query.Count, plan.Served, page));

    private static string? NextCursor(int asked, ImmutableArray<int> served, ReadOnlySpan<FeedEntry> page)
    {
        if (page.Length < asked || served.Length + page.Length + asked > FeedCursor.MostItems)
        {
            return null;
        }

        var all = new int[served.Length + page.Length];
        served.CopyTo(all);
        for (int index = 0; index < page.Length; index++)
        {
            all[served.Length + index] = page[index].Ordinal;
        }

        return FeedCursor.Write(all);
    }

    // FNV-1a: the same user at the same event explores the same items, on whichever silo.
    private static ulong SeedOf(string userId, long sequence, int served)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in userId)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return (hash ^ (ulong)sequence ^ ((ulong)served << 40)) * 1099511628211;
    }
}
