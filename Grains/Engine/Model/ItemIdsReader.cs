using System.Text;
using System.Text.Json;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Model;

/// <summary>Reads <c>items.json</c>, without a string for each of a million ids.</summary>
internal static class ItemIdsReader
{
    // As many characters as an id may have, in UTF-8.
    private const int MostBytes = BundleFiles.MaxItemIdLength * 3;

    /// <exception cref="JsonException">It is no array of strings.</exception>
    /// <exception cref="InvalidDataException">An id is not allowed, or there a second time.</exception>
    public static ItemIds Read(ReadOnlySpan<byte> json, int expected)
    {
        // No id takes more room decoded than it has in the file.
        byte[] texts = new byte[json.Length];
        var ends = new List<int>(Math.Min(expected, json.Length));
        var reader = new Utf8JsonReader(json);
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        int end = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(reader.TokenType is JsonTokenType.String or JsonTokenType.Null);
            int characters = Length(ref reader, texts.AsSpan(end), out int bytes);
            if (characters is 0 or > BundleFiles.MaxItemIdLength)
            {
                throw new InvalidDataException($"an id of {characters} characters at row {ends.Count}; expected 1 to {BundleFiles.MaxItemIdLength}");
            }

            end += bytes;
            ends.Add(end);
        }

        reader.Read();
        var ids = new ItemIds(texts.AsSpan(0, end).ToArray(), [.. ends]);
        return ids.FirstRepeated < 0
            ? ids
            : throw new InvalidDataException($"the id '{ids[ids.FirstRepeated]}' a second time at row {ids.FirstRepeated}; expected every id once");
    }

    private static int Length(ref Utf8JsonReader reader, Span<byte> room, out int bytes)
    {
        bytes = 0;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return 0;
        }

        if (reader.ValueSpan.Length > MostBytes || reader.ValueIsEscaped)
        {
            string text = reader.GetString()!;
            bytes = text.Length > BundleFiles.MaxItemIdLength ? 0 : Encoding.UTF8.GetBytes(text, room);
            return text.Length;
        }

        bytes = reader.CopyString(room);
        return Encoding.UTF8.GetCharCount(room[..bytes]);
    }

    private static void Require(bool isArrayOfStrings)
    {
        if (!isArrayOfStrings)
        {
            throw new JsonException("It is not an array of ids.");
        }
    }
}
