using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>What is held of a user beside the journal, whole.</summary>
/// <param name="Model">Version of the model that the state belongs to; null for none.</param>
/// <param name="Seen">Ids of items that do not come back, oldest first.</param>
/// <param name="History">Ids of items from which the state is built, oldest first.</param>
/// <param name="State">The live session as bytes, with the numbers that the model keeps of the user.</param>
/// <param name="Snapshot">The session as grain storage holds it; empty for none.</param>
[GenerateSerializer, Immutable, Alias("manidala.HeldSession")]
public sealed record HeldSession(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string? Model,
    [property: Id(2)] ImmutableArray<string> Seen,
    [property: Id(3)] ImmutableArray<string> History,
    [property: Id(4)] ImmutableArray<byte> State,
    [property: Id(5)] ImmutableArray<byte> Snapshot);
