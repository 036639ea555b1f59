namespace Manidala.Client;

/// <summary>An item in a feed or a list.</summary>
/// <param name="Source">What proposed it.</param>
/// <param name="Item">With <see cref="FeedQuery.WithItems"/>.</param>
public sealed record FeedEntry(string Id, float Score, string Source, Item? Item);
