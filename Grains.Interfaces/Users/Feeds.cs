using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>A request for a feed.</summary>
/// <param name="Category">Only items of this category; null for all.</param>
/// <param name="Exclude">Ids of items that must not come.</param>
/// <param name="Cursor">The cursor of the page before; null for the first page.</param>
/// <param name="IncludeSeen">Whether items that the user interacted with may come back.</param>
/// <param name="WithItems">Whether each entry carries its item's title, categories and attributes.</param>
/// <param name="AlsoIn">Categories that the items must be of as well; null for none.</param>
[GenerateSerializer, Immutable, Alias("manidala.FeedQuery")]
public sealed record FeedQuery(
    [property: Id(0)] int Count,
    [property: Id(1)] string? Category,
    [property: Id(2)] ImmutableArray<string> Exclude,
    [property: Id(3)] string? Cursor,
    [property: Id(4)] bool IncludeSeen,
    [property: Id(5)] bool WithItems,
    [property: Id(6)] ImmutableArray<string>? AlsoIn = null);

/// <summary>An ordered page of items for one user.</summary>
/// <param name="Sequence">The newest interaction of the user that this feed reflects; 0 for none.</param>
/// <param name="Model">Version of the model that scored it; null before the first model.</param>
/// <param name="IsFallback">True where the model did not answer in time and trending items stand in.</param>
/// <param name="Cursor">Passes on to the next page; null when no eligible item remains.</param>
[GenerateSerializer, Immutable, Alias("manidala.Feed")]
public sealed record Feed(
    [property: Id(0)] string RecommendationId,
    [property: Id(1)] string UserId,
    [property: Id(2)] long Sequence,
    [property: Id(3)] string? Model,
    [property: Id(4)] bool IsFallback,
    [property: Id(5)] ImmutableArray<FeedItem> Items,
    [property: Id(6)] string? Cursor);

/// <summary>One entry of a feed or of a list of items.</summary>
/// <param name="Source">What proposed it: <c>session</c>, <c>trending</c>, <c>exploration</c>, <c>similar</c> or <c>latest</c>.</param>
[GenerateSerializer, Immutable, Alias("manidala.FeedItem")]
public sealed record FeedItem(
    [property: Id(0)] string Id,
    [property: Id(1)] float Score,
    [property: Id(2)] string Source,
    [property: Id(3)] ItemRecord? Item);

/// <summary>What a user's feed is computed from; two equal versions give the same feed.</summary>
[GenerateSerializer, Immutable, Alias("manidala.FeedVersion")]
public readonly record struct FeedVersion(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string? Model);

/// <summary>A user's live session, for people to look at.</summary>
[GenerateSerializer, Immutable, Alias("manidala.SessionView")]
public sealed record SessionView(
    [property: Id(0)] string UserId,
    [property: Id(1)] long Sequence,
    [property: Id(2)] string? Model,
    [property: Id(3)] int SeenCount,
    [property: Id(4)] ImmutableArray<JournaledInteraction> Recent);
