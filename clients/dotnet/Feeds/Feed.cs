using System.Text.Json.Serialization;

namespace Manidala.Client;

/// <summary>A page of a user's feed.</summary>
/// <param name="Sequence">The newest interaction of the user that it reflects.</param>
/// <param name="IsFallback">Whether popular items stand in for the model's.</param>
/// <param name="Cursor">Leads to the next page; null where nothing is left.</param>
public sealed record Feed(
    string RecommendationId,
    string UserId,
    long Sequence,
    string? Model,
    [property: JsonPropertyName("fallback")] bool IsFallback,
    IReadOnlyList<FeedEntry> Items,
    string? Cursor);
