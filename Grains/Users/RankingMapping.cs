using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Manidala.Engine.Feeds;
using Manidala.Grains.Interfaces;
using EngineMove = Manidala.Engine.Feeds.ItemMove;
using EngineReasons = Manidala.Engine.Feeds.ItemReasons;
using ItemMove = Manidala.Grains.Interfaces.ItemMove;
using ItemReasons = Manidala.Grains.Interfaces.ItemReasons;

namespace Manidala.Grains.Users;

/// <summary>From the engine's account of a page to the message.</summary>
internal static class RankingMapping
{
    private const string BuiltIn = "feed";

    public static FeedRanking ToRanking(string surface, RankedPage page) => new(
        surface,
        ImmutableCollectionsMarshal.AsImmutableArray(page.Propensities),
        page.Reasons is { } reasons ? [.. reasons.Items.Select(ToMessage)] : [],
        page.Reasons is { } timed ? [.. timed.Steps.Select(step => new StepTime(step.Step, step.Duration.TotalMicroseconds))] : []);

    /// <summary>Of the built-in feed: each item's source, and its place among those of that source.</summary>
    public static FeedRanking ToRanking(ReadOnlySpan<FeedEntry> page, TimeSpan duration)
    {
        var reasons = ImmutableArray.CreateBuilder<ItemReasons>(page.Length);
        var ranks = new Dictionary<FeedSource, int>();
        foreach (FeedEntry entry in page)
        {
            int rank = ranks[entry.Source] = ranks.GetValueOrDefault(entry.Source) + 1;
            reasons.Add(new ItemReasons([new ItemSource(ContractMapping.NameOf(entry.Source), rank, entry.Score)], [], []));
        }

        return new FeedRanking(SurfaceBook.DefaultName, [], reasons.MoveToImmutable(), [new StepTime(BuiltIn, duration.TotalMicroseconds)]);
    }

    private static ItemReasons ToMessage(EngineReasons reasons) => new(
        [.. reasons.Sources.Select(source => new ItemSource(ContractMapping.NameOf(source.Source), source.Rank, source.Score))],
        [.. reasons.Moves.Select(ToMessage)],
        [.. reasons.Rules]);

    private static ItemMove ToMessage(EngineMove move) => new(move.Step, move.From, move.To, move.Why);
}
