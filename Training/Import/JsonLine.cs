using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>One line of JSON: an object.</summary>
internal static class JsonLine
{
    /// <summary>Null where the line is an object, else what is wrong with it.</summary>
    public static string? TryParse(string line, out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            // Amazon's metadata of 2014 is written by Python's repr.
            string hint = line.StartsWith("{'", StringComparison.Ordinal) ? "; it looks like a Python literal, which json.dumps(ast.literal_eval(line)) turns into JSON" : "";
            return $"no JSON: {exception.Message}{hint}";
        }

        string? problem = document.RootElement.ValueKind != JsonValueKind.Object ? $"found {document.RootElement.ValueKind}; expected an object"
            : HasBrokenNames(line, document.RootElement) ? $"a field's name has {FieldReader.NoUnicode} in it"
            : null;
        if (problem is not null)
        {
            document.Dispose();
            document = null;
        }

        return problem;
    }

    /// <summary>The first of the fields that the line has with a value other than null.</summary>
    public static bool TryFind(JsonElement line, IReadOnlyList<string> names, out JsonElement value)
    {
        foreach (string name in names)
        {
            if (line.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null)
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The text of a string, or the digits of a number; null where the value is neither.</summary>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => StringOf(value),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    /// <summary>The string, with U+FFFD (which no id may hold) where an escape is half of a surrogate pair.</summary>
    public static string StringOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <summary>Whether a name has an escape that is half of a surrogate pair: asking for such a name throws.</summary>
    public static bool HasBrokenNames(string text, JsonElement element)
    {
        if (!text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().Any(field => field.Name.Length < 0 || HasBrokenNames(text, field.Value)),
                JsonValueKind.Array => element.EnumerateArray().Any(inner => HasBrokenNames(text, inner)),
                _ => false,
            };
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>What a line lacks, with what it has instead.</summary>
    public static string Missing(JsonElement line, IReadOnlyList<string> names)
    {
        string found = string.Join(", ", line.EnumerateObject().Take(20).Select(field => field.Name));
        return $"no field '{string.Join("' or '", names)}'; it has: {found}";
    }
}
