using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>A request for a feed.</summary>
/// <param name="Category">Only items of this category; null for all.</param>
/// <param name="Exclude">Ids of items that must not come.</param>
/// <param name="Cursor">The cursor of the page before; null for the first page.</param>
/// <param name="IncludeSeen">Whether items that the user interacted with may come back.</param>
/// <param name="WithItems">Whether each entry carries its item's title, categories and attributes.</param>
/// <param name="AlsoIn">Categories that the items must be of as well; null for none.</param>
/// <param name="Surface">Whose sources, steps and rules make it; null for the default.</param>
/// <param name="Explain">Whether the answer says how it came about.</param>
/// <param name="Attributes">What the items' attributes must say; null for anything.</param>
[GenerateSerializer, Immutable, Alias("manidala.FeedQuery")]
public sealed record FeedQuery(
    [property: Id(0)] int Count,
    [property: Id(1)] string? Category,
    [property: Id(2)] ImmutableArray<string> Exclude,
    [property: Id(3)] string? Cursor,
    [property: Id(4)] bool IncludeSeen,
    [property: Id(5)] bool WithItems,
    [property: Id(6)] ImmutableArray<string>? AlsoIn = null,
    [property: Id(7)] string? Surface = null,
    [property: Id(8)] bool Explain = false,
    [property: Id(9)] AttributeFilter? Attributes = null);

/// <summary>What an item's attributes must say. Labels are <c>name:value</c>.</summary>
/// <param name="All">Labels that it must have.</param>
/// <param name="Any">Labels of which it must have one, unless there are none.</param>
/// <param name="None">Labels that it must not have.</param>
[GenerateSerializer, Immutable, Alias("manidala.AttributeFilter")]
public sealed record AttributeFilter(
    [property: Id(0)] ImmutableArray<string> All,
    [property: Id(1)] ImmutableArray<string> Any,
    [property: Id(2)] ImmutableArray<string> None,
    [property: Id(3)] ImmutableArray<AttributeRange> Ranges);

/// <summary>An attribute's number, both ends included.</summary>
[GenerateSerializer, Immutable, Alias("manidala.AttributeRange")]
public readonly record struct AttributeRange(
    [property: Id(0)] string Name,
    [property: Id(1)] double Least,
    [property: Id(2)] double Most);

/// <summary>An ordered page of items for one user.</summary>
/// <param name="Sequence">The newest interaction of the user that this feed reflects; 0 for none.</param>
/// <param name="Model">Version of the model that scored it; null before the first model.</param>
/// <param name="IsFallback">True where the model did not answer in time and trending items stand in.</param>
/// <param name="Cursor">Passes on to the next page; null when no eligible item remains.</param>
/// <param name="Ranking">How the items were ranked; null for the built-in feed, unless it was asked to explain.</param>
[GenerateSerializer, Immutable, Alias("manidala.Feed")]
public sealed record Feed(
    [property: Id(0)] string RecommendationId,
    [property: Id(1)] string UserId,
    [property: Id(2)] long Sequence,
    [property: Id(3)] string? Model,
    [property: Id(4)] bool IsFallback,
    [property: Id(5)] ImmutableArray<FeedItem> Items,
    [property: Id(6)] string? Cursor,
    [property: Id(7)] FeedRanking? Ranking = null);

/// <summary>How a feed's items were ranked.</summary>
/// <param name="Surface">Its name.</param>
/// <param name="Propensities">For each item the probability with which it stands where it does, with what stands above it; none of the built-in feed.</param>
/// <param name="Reasons">For each item why it stands there; none where they were not asked for.</param>
/// <param name="Steps">What took how long; none where reasons were not asked for.</param>
[GenerateSerializer, Immutable, Alias("manidala.FeedRanking")]
public sealed record FeedRanking(
    [property: Id(0)] string Surface,
    [property: Id(1)] ImmutableArray<double> Propensities,
    [property: Id(2)] ImmutableArray<ItemReasons> Reasons,
    [property: Id(3)] ImmutableArray<StepTime> Steps);

/// <summary>How long a step of a feed took.</summary>
[GenerateSerializer, Immutable, Alias("manidala.StepTime")]
public readonly record struct StepTime([property: Id(0)] string Step, [property: Id(1)] double Microseconds);

/// <summary>Why an item stands where it does.</summary>
/// <param name="Sources">What proposed it.</param>
/// <param name="Moves">What moved it, in order.</param>
/// <param name="Rules">Names of the rules that touched it.</param>
[GenerateSerializer, Immutable, Alias("manidala.ItemReasons")]
public sealed record ItemReasons(
    [property: Id(0)] ImmutableArray<ItemSource> Sources,
    [property: Id(1)] ImmutableArray<ItemMove> Moves,
    [property: Id(2)] ImmutableArray<string> Rules);

/// <summary>A source that proposed an item.</summary>
/// <param name="Rank">In the source's own list, from 1.</param>
[GenerateSerializer, Immutable, Alias("manidala.ItemSource")]
public readonly record struct ItemSource([property: Id(0)] string Source, [property: Id(1)] int Rank, [property: Id(2)] float Score);

/// <summary>A step that moved an item; places count from 1, and From is 0 where it was no candidate before.</summary>
[GenerateSerializer, Immutable, Alias("manidala.ItemMove")]
public readonly record struct ItemMove(
    [property: Id(0)] string Step, [property: Id(1)] int From, [property: Id(2)] int To, [property: Id(3)] string Why);

/// <summary>One entry of a feed or of a list of items.</summary>
/// <param name="Source">What proposed it: <c>session</c>, <c>trending</c>, <c>exploration</c>, <c>similar</c>, <c>latest</c> or <c>editorial</c>.</param>
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
