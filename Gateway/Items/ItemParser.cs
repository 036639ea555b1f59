using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Items;

/// <summary>Reads items out of a body. Thread-safe.</summary>
internal sealed class ItemParser(TimeProvider time)
{
    public const int MaxTitleLength = 512;
    public const int MaxCategories = 32;

    private const string AllowedProperties = "id, title, categories, attributes, hidden, timestamp, expires";
    private const string AllowedShape = "an item: an object";
    private const string AllowedTime = "an ISO 8601 time or whole Unix milliseconds, from the year 1 to the year 9999";

    private static readonly string AllowedTitle = $"a text of at most {MaxTitleLength} characters without control characters";
    private static readonly string AllowedItems = $"an array of 1 to {Limits.MaxItemsPerCall} items";
    private static readonly string AllowedCategories = $"an array of at most {MaxCategories} texts";
    private static readonly long MinMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The item of a body that need not repeat the address's id.</summary>
    public ItemRecord ParseOne(JsonElement body, string id)
    {
        var item = Parse(new(body, ""), id);
        return item.Id == id ? item : throw new InvalidRequestException("id", $"'{item.Id}'", $"the id of the address, '{id}'");
    }

    /// <summary>The item of a line, which names itself.</summary>
    public ItemRecord ParseLine(JsonElement line) => Parse(new(line, ""), null);

    public ImmutableArray<ItemRecord> ParseMany(JsonElement body)
    {
        var root = new JsonField(body, "");
        var items = ImmutableArray.CreateBuilder<ItemRecord>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in root.Elements(1, Limits.MaxItemsPerCall, AllowedItems))
        {
            var field = root.Element(element, items.Count);
            var item = Parse(field, null);
            if (!ids.Add(item.Id))
            {
                throw new InvalidRequestException($"{field.Path}.id", $"'{item.Id}' a second time", "each item once");
            }

            items.Add(item);
        }

        return items.DrainToImmutable();
    }

    private ItemRecord Parse(JsonField field, string? id)
    {
        var item = new ItemRecord(id ?? "", "", [], "{}", false, time.GetUtcNow().ToUnixTimeMilliseconds(), null);
        foreach (var property in field.Properties(AllowedShape))
        {
            var member = field.Member(property, out string name);
            item = name switch
            {
                "id" => item with { Id = member.Id() },
                "title" => item with { Title = member.Text(0, MaxTitleLength, AllowedTitle) },
                "categories" => item with { Categories = ParseCategories(member) },
                "attributes" => item with { AttributesJson = ItemAttributes.Parse(member) },
                "hidden" => item with { IsHidden = member.Flag() },
                "timestamp" => item with { TimestampMs = member.Timestamp(MinMs, MaxMs, AllowedTime) },
                "expires" => item with { ExpiresMs = IsNull(member) ? null : member.Timestamp(MinMs, MaxMs, AllowedTime) },
                _ => throw new InvalidRequestException(member.Path, "an unknown property", AllowedProperties),
            };
        }

        return item.Id.Length > 0 ? item : throw field.Missing("id", Ids.Allowed);
    }

    private static ImmutableArray<string> ParseCategories(JsonField field)
    {
        var categories = ImmutableArray.CreateBuilder<string>();
        int index = 0;
        foreach (var element in field.Elements(0, MaxCategories, AllowedCategories))
        {
            string category = field.Element(element, index++).Id();
            if (!categories.Contains(category))
            {
                categories.Add(category);
            }
        }

        return categories.DrainToImmutable();
    }

    private static bool IsNull(JsonField field) => field.Value.ValueKind == JsonValueKind.Null;
}
