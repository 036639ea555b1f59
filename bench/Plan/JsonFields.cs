using System.Globalization;
using System.Text.Json;

namespace Manidala.Bench.Plan;

/// <summary>
/// An object of a file, read strictly: a name that is missing, unknown or there twice, and a value that is not allowed, end the reading with a message
/// that names file and field.
/// </summary>
internal sealed class JsonFields
{
    private readonly string _file;
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _unread = [];
    private readonly HashSet<string> _known = [];

    private JsonFields(string file, string path, JsonElement value)
    {
        _file = file;
        _path = path;
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{file}: {(path.Length == 0 ? "the file" : path)} is {Describe(value)}; expected an object.");
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!_unread.TryAdd(property.Name, property.Value))
            {
                throw new InvalidDataException($"{file}: {PathOf(property.Name)} is there twice.");
            }
        }
    }

    /// <summary>Reads a whole file; <paramref name="read"/> must ask for every name there is.</summary>
    /// <exception cref="InvalidDataException">The text is not what is expected; the message says where and what is.</exception>
    public static T ReadFile<T>(string file, string text, Func<JsonFields, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return new JsonFields(file, "", document.RootElement).ReadAll(read);
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{file}: is not JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}."), problem);
        }
    }

    public string Text(string name)
    {
        JsonElement value = Take(name);
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return string.IsNullOrWhiteSpace(text) ? throw Wrong(name, value, "a text") : text;
    }

    public string? TextOrNone(string name) => Has(name) ? Text(name) : null;

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> allowed)
    {
        JsonElement value = Take(name);
        return value.ValueKind == JsonValueKind.String && allowed.TryGetValue(value.GetString()!, out T? choice)
            ? choice
            : throw Wrong(name, value, string.Join(", ", allowed.Keys));
    }

    /// <summary>A number from 0, or above it.</summary>
    public double Number(string name, bool mayBeZero = true)
    {
        JsonElement value = Take(name);
        bool isAllowed = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && (number > 0 || (mayBeZero && number == 0));
        return isAllowed ? value.GetDouble() : throw Wrong(name, value, mayBeZero ? "a number from 0" : "a number above 0");
    }

    public int Whole(string name)
    {
        JsonElement value = Take(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0 ? number : throw Wrong(name, value, "a whole number from 1");
    }

    /// <summary>From 0 to below 1.</summary>
    public double? ShareOrNone(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        JsonElement value = Take(name);
        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and < 1 ? value.GetDouble() : throw Wrong(name, value, "a share from 0 to below 1");
    }

    public T Object<T>(string name, Func<JsonFields, T> read) => new JsonFields(_file, PathOf(name), Take(name)).ReadAll(read);

    public T? ObjectOrNone<T>(string name, Func<JsonFields, T> read)
        where T : class => Has(name) ? Object(name, read) : null;

    public T[] Objects<T>(string name, bool mayBeEmpty, Func<JsonFields, T> read)
    {
        JsonElement value = Take(name);
        bool isAllowed = value.ValueKind == JsonValueKind.Array && (mayBeEmpty || value.GetArrayLength() > 0);
        return isAllowed
            ? [.. value.EnumerateArray().Select((element, place) => new JsonFields(_file, $"{PathOf(name)}[{place}]", element).ReadAll(read))]
            : throw Wrong(name, value, mayBeEmpty ? "an array of objects" : "an array with at least one object");
    }

    /// <summary>For a rule that the reader itself checks.</summary>
    public InvalidDataException Wrong(string name, string found, string allowed) => new($"{_file}: {PathOf(name)} is {found}; allowed: {allowed}.");

    private InvalidDataException Wrong(string name, JsonElement value, string allowed) => Wrong(name, Describe(value), allowed);

    private T ReadAll<T>(Func<JsonFields, T> read)
    {
        T result = read(this);
        return _unread.Count == 0
            ? result
            : throw new InvalidDataException($"{_file}: {PathOf(_unread.Keys.First())} is not a known name; allowed: {string.Join(", ", _known)}.");
    }

    private bool Has(string name)
    {
        _known.Add(name);
        return _unread.ContainsKey(name);
    }

    private JsonElement Take(string name)
    {
        _known.Add(name);
        return _unread.Remove(name, out JsonElement value) ? value : throw new InvalidDataException($"{_file}: {PathOf(name)} is missing.");
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => value.GetRawText(),
    };
}
