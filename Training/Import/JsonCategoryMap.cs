using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>One JSON object of item id to an array of categories, as published beside Amazon's sequences. Read whole.</summary>
internal sealed class JsonCategoryMap(string path) : IItemSource
{
    private const int MaxCharacters = 1 << 28;

    public string Path => path;

    public IEnumerable<DescribedItem> Read(SourceFiles files, MalformedLines malformed)
    {
        using JsonDocument document = Parse(files);
        var builder = new ItemBuilder();
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            string place = $"item '{FieldReader.Shorten(entry.Name)}'";
            if (TryRead(entry, place, builder, out DescribedItem? item) is { } problem)
            {
                malformed.Add(path, place, problem);
            }
            else
            {
                yield return item!;
            }
        }
    }

    private static string? TryRead(JsonProperty entry, string place, ItemBuilder builder, out DescribedItem? item)
    {
        item = null;
        if (entry.Value.ValueKind != JsonValueKind.Array)
        {
            return $"found {entry.Value.ValueKind}; expected an array of categories";
        }

        var categories = new List<string>();
        foreach (JsonElement element in entry.Value.EnumerateArray())
        {
            if (JsonLine.TextOf(element) is not { } category)
            {
                return $"{element.ValueKind} among its categories; expected texts or numbers";
            }

            if (!categories.Contains(category))
            {
                categories.Add(category);
            }
        }

        return builder.TryBuild(place, new DescribedItem(entry.Name, null, categories, "{}"), [], out item);
    }

    private JsonDocument Parse(SourceFiles files)
    {
        using TextFile file = files.Open(path);
        char[] buffer = new char[1 << 15];
        var text = new System.Text.StringBuilder();
        for (int read = file.Reader.Read(buffer); read > 0; read = file.Reader.Read(buffer))
        {
            text.Append(buffer.AsSpan(0, read));
            if (text.Length > MaxCharacters)
            {
                throw new ImportException($"{path} is one JSON object of more than {MaxCharacters >> 20} million characters; larger ones are read as JSON lines: one object an item.");
            }
        }

        return JsonLine.TryParse(text.ToString(), out JsonDocument? document) is { } problem
            ? throw new ImportException($"{System.IO.Path.GetFileName(path)}: {problem}")
            : document!;
    }
}
