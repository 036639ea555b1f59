using System.Text.Json;

namespace Manidala.Client;

/// <summary>What the catalogue says of an item.</summary>
/// <param name="Attributes">Name to text, number, or array of either.</param>
public sealed record Item(string Title, IReadOnlyList<string> Categories, IReadOnlyDictionary<string, JsonElement> Attributes, DateTimeOffset Timestamp);
