namespace Manidala.Client;

/// <summary>What the cluster holds of a user right now.</summary>
/// <param name="Seen">How many items do not come back.</param>
public sealed record Session(string UserId, long Sequence, string? Model, int Seen, IReadOnlyList<PastInteraction> Recent);
