using System.Text.Json;
using System.Text.Json.Serialization;

namespace Manidala.Client;

/// <summary>An item of the catalogue.</summary>
public sealed record CatalogueItem(string Id)
{
    public string? Title { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Name to text, number, or array of either.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }

    /// <summary>Whether it is never recommended.</summary>
    [JsonPropertyName("hidden")]
    public bool IsHidden { get; init; }

    /// <summary>When it came to be; as it reaches the server where it is left out.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>From when on it is not recommended.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Names the item as the server had it; by it a later write can ask that nobody else wrote in between.</summary>
    [JsonIgnore]
    public string? Tag { get; init; }
}
