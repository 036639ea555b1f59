using System.Text;
using System.Text.Json;

namespace Manidala.Training.Packing;

/// <summary>Reads the ids of a matrix' rows: a JSON array, or a text file with one id a line.</summary>
internal static class ItemIdsFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="PackException">The file is neither, or an id stands there twice.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        IReadOnlyList<string> ids = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(path) : ReadLines(path);
        var rows = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (int row = 0; row < ids.Count; row++)
        {
            if (!rows.TryAdd(ids[row], row))
            {
                throw Refusal(path, $"the id '{ids[row]}' in row {rows[ids[row]]} and in row {row}", "every id once");
            }
        }

        return ids;
    }

    private static List<string> ReadJson(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(file);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw Refusal(path, $"a JSON {document.RootElement.ValueKind}", "an array of ids");
            }

            return [.. document.RootElement.EnumerateArray().Select((id, row) => ToId(path, id, row))];
        }
        catch (JsonException malformed)
        {
            throw Refusal(path, malformed.Message.TrimEnd('.'), "a JSON array of ids");
        }
    }

    private static string ToId(string path, JsonElement id, int row) => id.ValueKind switch
    {
        JsonValueKind.String => id.GetString()!,
        JsonValueKind.Number when id.TryGetInt64(out _) => id.GetRawText(),
        _ => throw Refusal(path, $"{id.GetRawText()} in row {row}", "a text or a whole number"),
    };

    private static List<string> ReadLines(string path)
    {
        var ids = new List<string>();
        try
        {
            foreach (string line in File.ReadLines(path, Strict))
            {
                ids.Add(line.Length > 0 ? line : throw Refusal(path, $"an empty line {ids.Count + 1}", "one id a line"));
            }
        }
        catch (DecoderFallbackException)
        {
            throw Refusal(path, $"bytes that are no UTF-8 after line {ids.Count}", "text in UTF-8");
        }

        return ids;
    }

    private static PackException Refusal(string path, string found, string expected) => new($"{path}: found {found}; expected {expected}.");
}
