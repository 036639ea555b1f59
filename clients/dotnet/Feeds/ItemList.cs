namespace Manidala.Client;

/// <summary>A page of a list that is the same for every user.</summary>
public sealed record ItemList(string? Model, IReadOnlyList<FeedEntry> Items, string? Cursor);
