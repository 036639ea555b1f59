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

/// <summary>What changes of an item; null leaves it as it is.</summary>
/// <param name="AddedCategory">One more category, unless the item has it.</param>
/// <param name="RemovedCategory">One category less, where the item has it.</param>
[GenerateSerializer, Immutable, Alias("manidala.ItemChanges")]
public sealed record ItemChanges(
    [property: Id(0)] string? Title = null,
    [property: Id(1)] ImmutableArray<string>? Categories = null,
    [property: Id(2)] string? AttributesJson = null,
    [property: Id(3)] bool? IsHidden = null,
    [property: Id(4)] long? TimestampMs = null,
    [property: Id(5)] string? AddedCategory = null,
    [property: Id(6)] string? RemovedCategory = null);

/// <summary>A request for a list of items.</summary>
/// <param name="AlsoIn">Categories that the items must be of as well; null for none.</param>
[GenerateSerializer, Immutable, Alias("manidala.ItemListQuery")]
public sealed record ItemListQuery(
    [property: Id(0)] int Count,
    [property: Id(1)] string? Category,
    [property: Id(2)] bool WithItems,
    [property: Id(3)] ImmutableArray<string>? AlsoIn = null);

/// <summary>A list of items that is the same for every user.</summary>
[GenerateSerializer, Immutable, Alias("manidala.ItemList")]
public sealed record ItemList(
    [property: Id(0)] string? Model,
    [property: Id(1)] ImmutableArray<FeedItem> Items);
