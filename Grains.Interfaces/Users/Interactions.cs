namespace Manidala.Grains.Interfaces;

/// <summary>Something that a user did, as the web app reports it.</summary>
/// <param name="Id">Unique per user; a repeated id is recorded once.</param>
/// <param name="TimestampMs">When it happened, in Unix milliseconds.</param>
/// <param name="Value">What the type measures: a rating's stars, a dwell's seconds; 1 where nothing is given.</param>
[GenerateSerializer, Immutable, Alias("manidala.NewInteraction")]
public sealed record NewInteraction(
    [property: Id(0)] string Id,
    [property: Id(1)] string ItemId,
    [property: Id(2)] string Type,
    [property: Id(3)] long TimestampMs,
    [property: Id(4)] double Value);

/// <summary>The durable outcome of one interaction.</summary>
/// <param name="Sequence">Its place in the journal; for a duplicate, the place of the first.</param>
[GenerateSerializer, Immutable, Alias("manidala.RecordedInteraction")]
public sealed record RecordedInteraction(
    [property: Id(0)] string Id,
    [property: Id(1)] long Sequence,
    [property: Id(2)] bool IsDuplicate);

/// <summary>An interaction as the journal holds it.</summary>
/// <param name="Key">Of its id, which the journal keeps in 16 bytes; null where only the session was asked.</param>
/// <param name="RecordedMs">When the journal took it; null where only the session was asked.</param>
[GenerateSerializer, Immutable, Alias("manidala.JournaledInteraction")]
public sealed record JournaledInteraction(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string ItemId,
    [property: Id(2)] string Type,
    [property: Id(3)] long TimestampMs,
    [property: Id(4)] double Value,
    [property: Id(5)] string? Key = null,
    [property: Id(6)] long? RecordedMs = null);
