using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>An item of the catalogue.</summary>
/// <param name="AttributesJson">A JSON object: name to string, number, or array of either.</param>
/// <param name="TimestampMs">When the item came to be, in Unix milliseconds.</param>
/// <param name="ExpiresMs">From when on it must not be recommended, in Unix milliseconds; null for never.</param>
[GenerateSerializer, Immutable, Alias("manidala.ItemRecord")]
public sealed record ItemRecord(
    [property: Id(0)] string Id,
    [property: Id(1)] string Title,
    [property: Id(2)] ImmutableArray<string> Categories,
    [property: Id(3)] string AttributesJson,
    [property: Id(4)] bool IsHidden,
    [property: Id(5)] long TimestampMs,
    [property: Id(6)] long? ExpiresMs);

/// <summary>A request for a list of items.</summary>
[GenerateSerializer, Immutable, Alias("manidala.ItemListQuery")]
public sealed record ItemListQuery(
    [property: Id(0)] int Count,
    [property: Id(1)] string? Category,
    [property: Id(2)] bool WithItems);

/// <summary>A list of items that is the same for every user.</summary>
[GenerateSerializer, Immutable, Alias("manidala.ItemList")]
public sealed record ItemList(
    [property: Id(0)] string? Model,
    [property: Id(1)] ImmutableArray<FeedItem> Items);
