using System.Globalization;
using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>
/// Items as JSON lines. Every field beside id, title and categories is an attribute. Lines of our API's shape, with an object "attributes", hold them there,
/// and say timestamp, expires and hidden of the item.
/// </summary>
internal sealed class JsonItems(string path, ItemColumns columns) : IItemSource
{
    private const string Attributes = "attributes";

    private static readonly string[] Expires = ["expires"];
    private static readonly string[] Hidden = ["hidden"];
    private static readonly string[] OfApi = [Attributes, .. Expires, .. Hidden];

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

    private static string? TryReadTime(JsonElement line, IReadOnlyList<string> names, out DateTimeOffset? time)
    {
        time = null;
        if (!JsonLine.TryFind(line, names, out JsonElement value))
        {
            return null;
        }

        string? problem = FieldReader.TryReadTime(JsonLine.TextOf(value) ?? value.ValueKind.ToString(), out long milliseconds);
        time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return problem;
    }

    private string? TryRead(string text, long number, ItemBuilder builder, out DescribedItem? item)
    {
        item = null;
        if (JsonLine.TryParse(text, out JsonDocument? document) is { } problem)
        {
            return problem;
        }

        using (document)
        {
            return TryRead(document!.RootElement, number, builder, out item);
        }
    }

    private string? TryRead(JsonElement line, long number, ItemBuilder builder, out DescribedItem? item)
    {
        item = null;
        if (!JsonLine.TryFind(line, columns.IdNames, out JsonElement id))
        {
            return JsonLine.Missing(line, columns.IdNames);
        }

        bool isOfApi = line.TryGetProperty(Attributes, out JsonElement nested) && nested.ValueKind == JsonValueKind.Object;
        IReadOnlyList<string> timeNames = columns.Time is { } name ? [name] : isOfApi ? ["timestamp"] : [];
        var values = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        DateTimeOffset? expires = null;
        string? problem = TryReadTime(line, timeNames, out DateTimeOffset? time)
            ?? (isOfApi ? TryReadTime(line, Expires, out expires) : null)
            ?? (isOfApi ? TryReadAttributes(nested, [], values) : null)
            ?? TryReadAttributes(line, [.. columns.IdNames, .. columns.TitleNames, .. columns.CategoryNames, .. timeNames, .. isOfApi ? OfApi : []], values);
        if (problem is not null)
        {
            return problem;
        }

        bool? isHidden = isOfApi && JsonLine.TryFind(line, Hidden, out JsonElement hidden) ? hidden.ValueKind == JsonValueKind.True : null;
        string? title = JsonLine.TryFind(line, columns.TitleNames, out JsonElement found) ? JsonLine.TextOf(found) : null;
        var described = new DescribedItem(JsonLine.TextOf(id) ?? "", title, ReadCategories(line), "{}", time, isHidden, expires);
        return builder.TryBuild(string.Create(CultureInfo.InvariantCulture, $"line {number}"), described, values, out item);
    }

    private string? TryReadAttributes(JsonElement from, IReadOnlyCollection<string> others, OrderedDictionary<string, object> values)
    {
        foreach (JsonProperty field in from.EnumerateObject())
        {
            if (others.Contains(field.Name) || ItemColumns.Has(columns.Ignored, field.Name))
            {
                continue;
            }

            if (JsonValues.TryRead(field, columns, out object? value) is { } problem)
            {
                return problem;
            }

            if (value is not null)
            {
                values[field.Name] = value;
            }
        }

        return null;
    }

    private List<string>? ReadCategories(JsonElement line)
    {
        if (!JsonLine.TryFind(line, columns.CategoryNames, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(JsonLine.TextOf).OfType<string>().Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)]
            : [.. columns.Split(JsonLine.TextOf(value) ?? "")];
    }
}
