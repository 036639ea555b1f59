namespace Manidala.Storage;

/// <summary>What a fold needs of an interaction in the journal.</summary>
public readonly record struct PastInteraction(long Sequence, string ItemId, string Type, long TimestampMs, double Value);
