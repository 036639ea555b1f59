using System.Text.Json;
using Manidala.Engine.Catalog;
using Manidala.Storage;
using Manidala.Training.Data;

namespace Manidala.Training.Archives;

/// <summary>Writes the items that are there as JSON lines of our API's shape, which <c>import items</c> takes.</summary>
internal static class ItemsExport
{
    public static async Task<int> WriteAsync(ICatalogStore catalogue, string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<Item> items = await CatalogueReader.ReadLiveItemsAsync(catalogue, cancellationToken).ConfigureAwait(false);
        await WholeFile.WriteAsync(
            path,
            async file =>
            {
                foreach (Item item in items)
                {
                    Utf8JsonWriter json = new(file);
                    await using (json.ConfigureAwait(false))
                    {
                        Write(json, item);
                    }

                    file.WriteByte((byte)'\n');
                }
            }).ConfigureAwait(false);
        return items.Count;
    }

    private static void Write(Utf8JsonWriter json, Item item)
    {
        json.WriteStartObject();
        json.WriteString("id", item.Id);
        json.WriteString("title", item.Title);
        json.WriteStartArray("categories");
        foreach (string category in item.Categories)
        {
            json.WriteStringValue(category);
        }

        json.WriteEndArray();
        json.WritePropertyName("attributes");
        json.WriteRawValue(item.AttributesJson);
        json.WriteString("timestamp", item.Timestamp);
        if (item.ExpiresAt is { } expires)
        {
            json.WriteString("expires", expires);
        }

        json.WriteBoolean("hidden", item.IsHidden);
        json.WriteEndObject();
    }
}
