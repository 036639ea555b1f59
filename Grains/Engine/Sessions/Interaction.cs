namespace Manidala.Engine.Sessions;

/// <summary>Something that a user did.</summary>
/// <param name="Id">Unique per user; a repeated id is recorded once.</param>
/// <param name="TimestampMs">When it happened, in Unix milliseconds, as the app said it; order comes from the journal's sequence.</param>
/// <param name="Value">What the type measures: a rating's stars, a dwell's seconds; 1 where nothing is given.</param>
public sealed record Interaction(string Id, string UserId, string ItemId, string Type, long TimestampMs, double Value);
