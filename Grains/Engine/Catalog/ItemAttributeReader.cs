using System.Globalization;
using System.Text.Json;

namespace Manidala.Engine.Catalog;

/// <summary>Reads an item's attributes with their kinds. Its categories are the multi-valued attribute <see cref="Categories"/>.</summary>
public static class ItemAttributeReader
{
    public const string Categories = "categories";

    /// <summary>The attributes by name; of a name that stands twice, the last.</summary>
    /// <exception cref="InvalidItemFeatureException">An attribute has no kind; the message names item and attribute.</exception>
    public static IReadOnlyDictionary<string, ItemAttributeValue> Read(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var values = new Dictionary<string, ItemAttributeValue>(StringComparer.Ordinal);
        using JsonDocument document = Parse(item);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            string name = property.Name;
            values[name] = ReadValue(property.Value, found => throw Refuse(item.Id, name, found, "a text, a finite number, true or false, an array of texts, or an array of finite numbers"));
        }

        if (!item.Categories.IsDefaultOrEmpty)
        {
            IReadOnlyList<string> more = values.TryGetValue(Categories, out ItemAttributeValue own) ? own.Texts : [];
            values[Categories] = ItemAttributeValue.OfTexts(
                ItemFeatureKind.MultiValued, [.. item.Categories.Concat(more).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)]);
        }

        return values;
    }

    /// <summary>A refusal in the form that all of them have.</summary>
    public static InvalidItemFeatureException Refuse(string itemId, string attribute, string found, string expected) =>
        new($"item '{itemId}', attribute '{attribute}': {found}; expected {expected}.");

    /// <summary>What the value is, for messages.</summary>
    public static string Describe(ItemAttributeValue value) => value.Kind switch
    {
        ItemFeatureKind.Categorical => $"the text '{Shorten(value.Texts[0])}'",
        ItemFeatureKind.MultiValued => "an array of texts",
        ItemFeatureKind.Numeric => string.Create(CultureInfo.InvariantCulture, $"the number {value.Numbers[0]}"),
        ItemFeatureKind.Vector => string.Create(CultureInfo.InvariantCulture, $"an array of {value.Numbers.Count} numbers"),
        _ => "nothing",
    };

    private static JsonDocument Parse(Item item)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(item.AttributesJson);
        }
        catch (JsonException exception)
        {
            throw new InvalidItemFeatureException($"item '{item.Id}': its attributes are no JSON: {exception.Message}");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        JsonValueKind found = document.RootElement.ValueKind;
        document.Dispose();
        throw new InvalidItemFeatureException($"item '{item.Id}': its attributes are {found}; expected a JSON object.");
    }

    private static ItemAttributeValue ReadValue(JsonElement element, Func<string, Exception> refuse)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return ItemAttributeValue.Nothing;
            case JsonValueKind.True:
                return ItemAttributeValue.OfTexts(ItemFeatureKind.Categorical, ["true"]);
            case JsonValueKind.False:
                return ItemAttributeValue.OfTexts(ItemFeatureKind.Categorical, ["false"]);
            case JsonValueKind.String:
                string text = element.GetString()!;
                return text.Length == 0 ? ItemAttributeValue.Nothing : ItemAttributeValue.OfTexts(ItemFeatureKind.Categorical, [text]);
            case JsonValueKind.Number:
                return ItemAttributeValue.OfNumbers(ItemFeatureKind.Numeric, [ReadNumber(element, refuse)]);
            case JsonValueKind.Array when element.GetArrayLength() == 0:
                return ItemAttributeValue.Nothing;
            case JsonValueKind.Array:
                return ReadArray(element, refuse);
            default:
                throw refuse("an object");
        }
    }

    private static ItemAttributeValue ReadArray(JsonElement array, Func<string, Exception> refuse)
    {
        JsonValueKind kind = array[0].ValueKind;
        if (array.EnumerateArray().FirstOrDefault(element => element.ValueKind != kind) is { ValueKind: not JsonValueKind.Undefined } other)
        {
            throw refuse($"an array with both {kind} and {other.ValueKind}");
        }

        return kind switch
        {
            JsonValueKind.String => ReadTexts(array),
            JsonValueKind.Number => ItemAttributeValue.OfNumbers(ItemFeatureKind.Vector, [.. array.EnumerateArray().Select(number => ReadNumber(number, refuse))]),
            _ => throw refuse($"an array of {kind}"),
        };
    }

    private static ItemAttributeValue ReadTexts(JsonElement array)
    {
        string[] texts = [.. array.EnumerateArray().Select(element => element.GetString()!).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        return texts.Length == 0 ? ItemAttributeValue.Nothing : ItemAttributeValue.OfTexts(ItemFeatureKind.MultiValued, texts);
    }

    private static double ReadNumber(JsonElement element, Func<string, Exception> refuse)
    {
        double number = element.GetDouble();
        return float.IsFinite((float)number) ? number : throw refuse($"{Shorten(element.GetRawText())}, which no 32-bit float can hold");
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
