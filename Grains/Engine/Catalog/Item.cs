using System.Collections.Immutable;

namespace Manidala.Engine.Catalog;

/// <summary>An item of the catalogue.</summary>
/// <param name="Ordinal">Its dense number: given once by the store, never changed and never reused.</param>
/// <param name="AttributesJson">A JSON object: name to string, number, or array of either.</param>
/// <param name="ExpiresAt">From when on it must not be recommended; null for never.</param>
public sealed record Item(
    int Ordinal,
    string Id,
    string Title,
    ImmutableArray<string> Categories,
    string AttributesJson,
    bool IsHidden,
    DateTimeOffset Timestamp,
    DateTimeOffset? ExpiresAt);
