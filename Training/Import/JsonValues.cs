using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>Values of attributes in JSON.</summary>
internal static class JsonValues
{
    private const string Allowed = "a text, a number, true or false, an array of texts, or an array of numbers";

    /// <summary>Null where the field is a value of an attribute, else what is wrong with it.</summary>
    /// <param name="value">Null where the field says nothing.</param>
    public static string? TryRead(JsonProperty field, ItemColumns columns, out object? value)
    {
        bool isCategorical = ItemColumns.Has(columns.Categorical, field.Name);
        JsonElement element = field.Value;
        value = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.True or JsonValueKind.False:
                value = element.GetBoolean() ? "true" : "false";
                return null;
            case JsonValueKind.String when ItemColumns.Has(columns.Vectors, field.Name):
                return VectorText.TryRead(field.Name, JsonLine.StringOf(element), out value);
            case JsonValueKind.String:
                value = JsonLine.StringOf(element) is { Length: > 0 } text ? text : null;
                return null;
            case JsonValueKind.Number:
                value = isCategorical ? element.GetRawText() : element.GetDouble();
                return null;
            case JsonValueKind.Array:
                return TryReadArray(field.Name, element, isCategorical, out value);
            default:
                return $"the attribute '{field.Name}' is an object; expected {Allowed}";
        }
    }

    private static string? TryReadArray(string name, JsonElement array, bool isCategorical, out object? value)
    {
        value = null;
        if (array.GetArrayLength() == 0)
        {
            return null;
        }

        bool isText = array.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String);
        bool isNumbers = array.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Number);
        if (isText || (isNumbers && isCategorical))
        {
            value = array.EnumerateArray().Select(element => JsonLine.TextOf(element)!).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
            return null;
        }

        if (isNumbers)
        {
            value = array.EnumerateArray().Select(element => (float)element.GetDouble()).ToArray();
            return null;
        }

        string kinds = string.Join(" and ", array.EnumerateArray().Select(element => element.ValueKind.ToString()).Distinct());
        return $"the attribute '{name}' is an array of {kinds}; expected {Allowed}";
    }
}
