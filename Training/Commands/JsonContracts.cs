namespace Manidala.Training.Commands;

/// <summary>An interaction as the server takes it.</summary>
/// <param name="Timestamp">Unix milliseconds.</param>
internal sealed record SentInteraction(string UserId, string ItemId, string Type, long Timestamp, string Id);

/// <summary>What the server says of one interaction.</summary>
internal sealed record StoredInteraction(string Id, long Sequence, bool Duplicate);

/// <summary>What the server says of an array of interactions.</summary>
internal sealed record StoredInteractions(IReadOnlyList<StoredInteraction> Results);

/// <summary>A feed, as far as an evaluation looks at it.</summary>
internal sealed record ServedFeed(long Sequence, string? Model, bool Fallback, IReadOnlyList<ServedItem> Items);

/// <summary>An item of a feed.</summary>
internal sealed record ServedItem(string Id, string? Source);
