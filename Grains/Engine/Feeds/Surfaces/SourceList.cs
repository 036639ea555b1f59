namespace Manidala.Engine.Feeds;

/// <summary>What one source proposes, best first, each item once.</summary>
internal readonly record struct SourceList(FeedSource Source, double Share, IReadOnlyList<ProposedItem> Items);

/// <summary>An item with what its source makes of it.</summary>
internal readonly record struct ProposedItem(int Ordinal, float Score);
