using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Manidala.Engine.Catalog;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Catalog;

/// <summary>An item as a row, and as the JSON object that carries it to the database.</summary>
internal static class ItemRows
{
    public const string Columns =
        "change_sequence, ordinal, id, title, categories, attributes, is_hidden, timestamp_ms, expires_ms, is_deleted";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Check(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        StorableText.Check(item.Id, nameof(Item.Id));
        StorableText.Check(item.Title, nameof(Item.Title));
        StorableText.Check(item.AttributesJson, nameof(Item.AttributesJson));
        foreach (string category in CategoriesOf(item))
        {
            StorableText.Check(category, nameof(Item.Categories));
        }
    }

    /// <summary>Whether the stored item says what the given one says; times count in milliseconds, as they are stored.</summary>
    public static bool AreEqual(Item stored, Item given) =>
        stored.Title == given.Title
        && stored.AttributesJson == given.AttributesJson
        && stored.IsHidden == given.IsHidden
        && stored.Timestamp.ToUnixTimeMilliseconds() == given.Timestamp.ToUnixTimeMilliseconds()
        && stored.ExpiresAt?.ToUnixTimeMilliseconds() == given.ExpiresAt?.ToUnixTimeMilliseconds()
        && stored.Categories.AsSpan().SequenceEqual(CategoriesOf(given).AsSpan());

    public static ItemChange Read(DbDataReader row) => new(
        row.GetInt64(0),
        new Item(
            Ordinal: row.GetInt32(1),
            Id: row.GetString(2),
            Title: row.GetString(3),
            Categories: JsonSerializer.Deserialize<ImmutableArray<string>>(row.GetString(4), Json),
            AttributesJson: row.GetString(5),
            IsHidden: row.GetBoolean(6),
            Timestamp: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
            ExpiresAt: row.IsDBNull(8) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8))),
        row.GetBoolean(9));

    public static string IdsToJson(IEnumerable<string> ids) => JsonSerializer.Serialize(ids, Json);

    public static string ToJson(IEnumerable<ItemChange> changes) => JsonSerializer.Serialize(
        changes.Select(change => new
        {
            ordinal = change.Item.Ordinal,
            id = change.Item.Id,
            title = change.Item.Title,
            categories = JsonSerializer.Serialize(CategoriesOf(change.Item), Json),
            attributes = change.Item.AttributesJson,
            hidden = change.Item.IsHidden,
            timestamp = change.Item.Timestamp.ToUnixTimeMilliseconds(),
            expires = change.Item.ExpiresAt?.ToUnixTimeMilliseconds(),
            deleted = change.IsDeleted,
            change = change.ChangeSequence,
        }),
        Json);

    private static ImmutableArray<string> CategoriesOf(Item item) => item.Categories.IsDefault ? [] : item.Categories;
}
