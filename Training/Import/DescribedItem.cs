namespace Manidala.Training.Import;

/// <summary>What a file says about an item. What it leaves out stays as the catalogue has it.</summary>
/// <param name="AttributesJson">A JSON object; the catalogue's other attributes stay.</param>
/// <param name="Timestamp">When the item came to be; an item of unknown age counts as one of 1970, so that no import passes for news.</param>
internal sealed record DescribedItem(
    string Id,
    string? Title,
    IReadOnlyList<string>? Categories,
    string AttributesJson,
    DateTimeOffset? Timestamp = null,
    bool? IsHidden = null,
    DateTimeOffset? ExpiresAt = null);
