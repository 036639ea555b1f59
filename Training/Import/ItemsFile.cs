using System.Text;
using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>Tells by its first bytes how a file of items is to be read.</summary>
internal static class ItemsFile
{
    private const int PeekedCharacters = 1 << 16;

    /// <param name="delimiter">What separates the columns of a csv; null to guess.</param>
    public static IItemSource Open(string path, ItemColumns columns, string? delimiter)
    {
        if (HasParquetMagic(path))
        {
            return new ItemTableSource(new ParquetItemTable(path, columns.Ignored), columns);
        }

        string begin = ReadBegin(path).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (begin.Length == 0)
        {
            throw new ImportException($"{path} holds no item that can be read: it is empty.");
        }

        return begin[0] switch
        {
            '{' => IsCategoryMap(begin) ? new JsonCategoryMap(path) : new JsonItems(path, columns),
            '[' => throw new ImportException(
                $"{path} is one JSON array; expected JSON lines (an object an item), or one object of item id to an array of categories."),
            _ => new ItemTableSource(
                new CsvItemTable(path, delimiter ?? DelimitedFile.GuessDelimiter(begin[..(begin.IndexOf('\n') is >= 0 and var end ? end : begin.Length)])), columns),
        };
    }

    private static bool HasParquetMagic(string path)
    {
        using TextFile file = TextFile.Open(path);
        Span<byte> begin = stackalloc byte[4];
        return file.Raw.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual("PAR1"u8);
    }

    private static string ReadBegin(string path)
    {
        using TextFile file = TextFile.Open(path);
        char[] buffer = new char[PeekedCharacters];
        int length = file.Reader.ReadBlock(buffer);
        return new string(buffer, 0, length);
    }

    // An object of arrays only, as far as one can see. A line of an item has its id, which is no array.
    private static bool IsCategoryMap(string begin)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(begin), isFinalBlock: false, default);
        bool hasArray = false;
        try
        {
            while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
            {
                if (reader.CurrentDepth != 1)
                {
                    continue;
                }

                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.StartArray or JsonTokenType.EndArray))
                {
                    return false;
                }

                hasArray |= reader.TokenType == JsonTokenType.StartArray;
            }
        }
        catch (JsonException)
        {
            // Whatever it is, it is read as lines, of which each says what is wrong with it.
            return false;
        }

        return hasArray;
    }
}
