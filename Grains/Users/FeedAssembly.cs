using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Users;

/// <summary>Turns a plan and a session into the answer of a feed call.</summary>
internal static class FeedAssembly
{
    private const int RecommendationIdBytes = 12;

    public static Feed Assemble(
        string userId, FeedQuery query, in FeedPlan plan, FeedView view, UserSession session, bool isCurrent, DeviceAnswer? device, FeedPipeline pipeline)
    {
        FeedEntry[] page = ArrayPool<FeedEntry>.Shared.Rent(query.Count);
        try
        {
            ulong seed = SeedOf(userId, session.LastSequence, plan.Served.Length);
            var request = new FeedRequest(view, plan.Eligible, session, plan.Excluded, query.IncludeSeen, isCurrent, seed, device);
            int count = pipeline.Fill(request, page.AsSpan(0, query.Count));
            return new Feed(
                Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RecommendationIdBytes)),
                userId,
                session.LastSequence,
                view.Model?.Version,
                !isCurrent,
                ContractMapping.ToFeedItems(page.AsSpan(0, count), view.Catalog, query.WithItems),
                NextCursor(query.Count, plan.Served, page.AsSpan(0, count)));
        }
        finally
        {
            ArrayPool<FeedEntry>.Shared.Return(page);
        }
    }

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
