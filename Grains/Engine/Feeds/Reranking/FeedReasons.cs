namespace Manidala.Engine.Feeds;

/// <summary>How a page came about.</summary>
/// <param name="Items">In the order of the page.</param>
public sealed record FeedReasons(IReadOnlyList<StepDuration> Steps, IReadOnlyList<ItemReasons> Items);

/// <summary>How long a step took.</summary>
public readonly record struct StepDuration(string Step, TimeSpan Duration);

/// <summary>Why an item is where it is.</summary>
/// <param name="Sources">All that proposed it.</param>
/// <param name="Moves">The steps after which it stood in another place than before.</param>
/// <param name="Rules">Names of the rules that touched it.</param>
public sealed record ItemReasons(IReadOnlyList<SourceMention> Sources, IReadOnlyList<ItemMove> Moves, IReadOnlyList<string> Rules);

/// <summary>What a source made of an item.</summary>
/// <param name="Rank">In the source's own list, from 1.</param>
public readonly record struct SourceMention(FeedSource Source, int Rank, float Score);

/// <summary>A step that moved an item; places count from 1, among the candidates.</summary>
public readonly record struct ItemMove(string Step, int From, int To, string Why);
