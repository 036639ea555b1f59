using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>From a feed that may say how it was ranked to the API's shape.</summary>
internal static class RankedResponses
{
    public static FeedResponse From(Feed feed)
    {
        Entry[] plain = FeedResponses.Entries(feed.Items);
        var entries = new RankedEntry[plain.Length];
        for (int at = 0; at < entries.Length; at++)
        {
            Entry entry = plain[at];
            entries[at] = new(entry.Id, entry.Score, entry.Source, entry.Item, PropensityAt(feed.Ranking, at), ReasonsAt(feed.Ranking, at));
        }

        return new(
            feed.RecommendationId, feed.UserId, feed.Sequence, feed.Model, feed.IsFallback, entries, feed.Cursor, feed.Ranking?.Surface, Steps(feed.Ranking));
    }

    private static double? PropensityAt(FeedRanking? ranking, int at) => ranking is { Propensities: { IsEmpty: false } all } ? all[at] : null;

    private static EntryReasons? ReasonsAt(FeedRanking? ranking, int at)
    {
        if (ranking is not { Reasons: { IsEmpty: false } all })
        {
            return null;
        }

        ItemReasons reasons = all[at];
        return new(
            [.. reasons.Sources.Select(source => new SourceEntry(source.Source, source.Rank, source.Score))],
            [.. reasons.Moves.Select(move => new MoveEntry(move.Step, move.From, move.To, move.Why))],
            reasons.Rules);
    }

    private static StepEntry[]? Steps(FeedRanking? ranking) => ranking is { Steps: { IsEmpty: false } steps }
        ? [.. steps.Select(step => new StepEntry(step.Step, Math.Round(step.Microseconds, 1)))]
        : null;
}
