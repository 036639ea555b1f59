namespace Manidala.Client;

/// <summary>An interaction as the journal holds it.</summary>
public sealed record PastInteraction(long Sequence, string ItemId, string Type, DateTimeOffset Timestamp, double Value);
