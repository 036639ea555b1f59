using System.Globalization;
using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>Amazon's product metadata of 2014, 2018 and 2023 as items: title, categories, brand (or store) and price.</summary>
internal sealed class AmazonMetadata(string path) : IItemSource
{
    private static readonly string[] Ids = ["parent_asin", "asin"];
    private static readonly string[] Categories = ["categories", "category"];
    private static readonly string[] MainCategories = ["main_category", "main_cat"];
    private static readonly string[] Brands = ["brand", "store"];
    private static readonly string[] Titles = ["title"];
    private static readonly string[] Prices = ["price"];

    public string Path => path;

    public IEnumerable<DescribedItem> Read(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        var lines = new BoundedLines(file);
        var builder = new ItemBuilder();
        while (lines.Read() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (TryRead(line, lines.Line, builder, out DescribedItem? item) is { } problem)
            {
                malformed.Add(path, lines.Line, problem);
            }
            else
            {
                yield return item!;
            }
        }
    }

    private static string? TryRead(string text, long number, ItemBuilder builder, out DescribedItem? item)
    {
        item = null;
        if (JsonLine.TryParse(text, out JsonDocument? document) is { } problem)
        {
            return problem;
        }

        using (document)
        {
            JsonElement line = document!.RootElement;
            if (!JsonLine.TryFind(line, Ids, out JsonElement id))
            {
                return JsonLine.Missing(line, Ids);
            }

            string? title = JsonLine.TryFind(line, Titles, out JsonElement name) ? JsonLine.TextOf(name) : null;
            var described = new DescribedItem(JsonLine.TextOf(id) ?? "", title, ReadCategories(line), "{}");
            return builder.TryBuild(string.Create(CultureInfo.InvariantCulture, $"line {number}"), described, ReadAttributes(line), out item);
        }
    }

    private static List<KeyValuePair<string, object>> ReadAttributes(JsonElement line)
    {
        var attributes = new List<KeyValuePair<string, object>>();
        foreach (string field in Brands)
        {
            if (attributes.Count == 0 && JsonLine.TryFind(line, [field], out JsonElement brand) && JsonLine.TextOf(brand)?.Trim() is { Length: > 0 } text)
            {
                attributes.Add(new("brand", text));
            }
        }

        if (JsonLine.TryFind(line, Prices, out JsonElement value) && ReadPrice(JsonLine.TextOf(value) ?? "") is { } price)
        {
            attributes.Add(new("price", price));
        }

        return attributes;
    }

    // Some prices are ranges ("$5 - $9") or scraps of a page: such an item has no known price.
    private static double? ReadPrice(string text) =>
        double.TryParse(text.TrimStart('$'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double price) ? price : null;

    // Those of 2014 are lists of paths; in each edition a product may have the same name on several.
    private static List<string> ReadCategories(JsonElement line)
    {
        var categories = new List<string>();
        if (JsonLine.TryFind(line, Categories, out JsonElement all))
        {
            Collect(all, categories);
        }

        if (categories.Count == 0 && JsonLine.TryFind(line, MainCategories, out JsonElement main))
        {
            Collect(main, categories);
        }

        return categories;
    }

    private static void Collect(JsonElement value, List<string> categories)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                Collect(element, categories);
            }
        }
        else if (JsonLine.TextOf(value)?.Trim() is { Length: > 0 and <= FieldReader.MaxIdLength } text && !categories.Contains(text))
        {
            // Longer ones are markup of the page that slipped in.
            categories.Add(text);
        }
    }
}
