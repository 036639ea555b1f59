using System.Text.Json.Serialization;

namespace Manidala.Gateway.Gorse;

/// <summary>All that is written under <c>/api</c>. The names are Gorse's, and are said one by one: the OpenAPI document would else take its own spelling for them.</summary>
[JsonSerializable(typeof(GorseHealth))]
[JsonSerializable(typeof(GorseSuccess))]
[JsonSerializable(typeof(GorseUser))]
[JsonSerializable(typeof(GorseUsers))]
[JsonSerializable(typeof(GorseItem))]
[JsonSerializable(typeof(GorseItems))]
[JsonSerializable(typeof(GorseFeedback))]
[JsonSerializable(typeof(GorseFeedback[]))]
[JsonSerializable(typeof(GorseFeedbackPage))]
[JsonSerializable(typeof(GorseScore[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class GorseContracts : JsonSerializerContext;

internal sealed record GorseHealth(
    [property: JsonPropertyName("Ready")] bool Ready,
    [property: JsonPropertyName("DataStoreError")] string? DataStoreError,
    [property: JsonPropertyName("CacheStoreError")] string? CacheStoreError,
    [property: JsonPropertyName("DataStoreConnected")] bool DataStoreConnected,
    [property: JsonPropertyName("CacheStoreConnected")] bool CacheStoreConnected);

internal sealed record GorseSuccess([property: JsonPropertyName("RowAffected")] int RowAffected);

internal sealed record GorseUser(
    [property: JsonPropertyName("UserId")] string UserId,
    [property: JsonPropertyName("Labels")] RawJson Labels,
    [property: JsonPropertyName("Comment")] string Comment);

internal sealed record GorseUsers(
    [property: JsonPropertyName("Cursor")] string Cursor,
    [property: JsonPropertyName("Users")] GorseUser[] Users);

internal sealed record GorseItem(
    [property: JsonPropertyName("ItemId")] string ItemId,
    [property: JsonPropertyName("IsHidden")] bool IsHidden,
    [property: JsonPropertyName("Categories")] IReadOnlyList<string> Categories,
    [property: JsonPropertyName("Timestamp")] string Timestamp,
    [property: JsonPropertyName("Labels")] RawJson Labels,
    [property: JsonPropertyName("Comment")] string Comment);

internal sealed record GorseItems(
    [property: JsonPropertyName("Cursor")] string Cursor,
    [property: JsonPropertyName("Items")] GorseItem[] Items);

internal sealed record GorseFeedback(
    [property: JsonPropertyName("FeedbackType")] string FeedbackType,
    [property: JsonPropertyName("UserId")] string UserId,
    [property: JsonPropertyName("ItemId")] string ItemId,
    [property: JsonPropertyName("Value")] double Value,
    [property: JsonPropertyName("Timestamp")] string Timestamp,
    [property: JsonPropertyName("Labels")] RawJson Labels,
    [property: JsonPropertyName("Comment")] string Comment);

internal sealed record GorseFeedbackPage(
    [property: JsonPropertyName("Cursor")] string Cursor,
    [property: JsonPropertyName("Feedback")] GorseFeedback[] Feedback);

internal readonly record struct GorseScore(
    [property: JsonPropertyName("Id")] string Id,
    [property: JsonPropertyName("Score")] double Score);
