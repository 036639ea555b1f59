using System.Text.Json;
using Manidala.Engine.Catalog;

namespace Manidala.Training.Import;

/// <summary>Lays a description over what the catalogue holds, so that categories may come from one file and embeddings from another.</summary>
internal static class ItemMerge
{
    public static Item Over(Item? stored, DescribedItem described) => new(
        0,
        described.Id,
        described.Title ?? stored?.Title ?? described.Id,
        described.Categories is { } categories ? [.. categories] : stored?.Categories ?? [],
        MergeAttributes(stored?.AttributesJson, described.AttributesJson),
        described.IsHidden ?? stored?.IsHidden ?? false,
        described.Timestamp ?? stored?.Timestamp ?? DateTimeOffset.UnixEpoch,
        described.ExpiresAt ?? stored?.ExpiresAt);

    private static string MergeAttributes(string? stored, string described)
    {
        if (stored is null or "{}")
        {
            return described;
        }

        if (described == "{}")
        {
            return stored;
        }

        using JsonDocument before = JsonDocument.Parse(stored);
        using JsonDocument after = JsonDocument.Parse(described);
        var values = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        bool isChanged = false;
        foreach (JsonProperty property in before.RootElement.EnumerateObject())
        {
            values[property.Name] = property.Value;
        }

        foreach (JsonProperty property in after.RootElement.EnumerateObject())
        {
            isChanged |= !values.TryGetValue(property.Name, out JsonElement value) || !JsonElement.DeepEquals(value, property.Value);
            values[property.Name] = property.Value;
        }

        // Unchanged attributes keep the text that they were stored as: another spelling of the same would count as a change.
        return isChanged ? AttributeJson.Write(values, static (writer, value) => value.WriteTo(writer)) : stored;
    }
}
