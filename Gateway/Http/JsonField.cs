using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>A value of a body and where it stands there; its readers throw <see cref="InvalidRequestException"/> naming that place.</summary>
internal readonly record struct JsonField(JsonElement Value, string Path)
{
    /// <summary>One of this object's properties.</summary>
    public JsonField Member(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(Path.Length == 0 ? "body" : Path, "a property name that is not valid Unicode", "valid Unicode");
        }

        return new(property.Value, Path.Length == 0 ? name : $"{Path}.{name}");
    }

    public JsonField Element(JsonElement element, int index) => new(element, $"{Path}[{index}]");

    public string Id() => Text(1, Limits.MaxIdLength, Ids.Allowed);

    public string Text(int minLength, int maxLength, string allowed)
    {
        string text = Value.ValueKind == JsonValueKind.String ? Unescaped(allowed) : throw Invalid(allowed);
        return Ids.FaultOf(text, minLength, maxLength) is { } fault ? throw new InvalidRequestException(Path, fault, allowed) : text;
    }

    /// <summary>Any text of valid Unicode, line breaks included.</summary>
    public string Unicode(int maxLength, string allowed)
    {
        string text = Unescaped(allowed);
        return text.Length <= maxLength ? text : throw Invalid(allowed);
    }

    public double FiniteNumber()
    {
        const string allowed = "a finite number";
        return Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Invalid(allowed);
    }

    public bool Flag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid("true or false"),
    };

    /// <summary>Unix milliseconds of an ISO 8601 string, taken as UTC where it names no offset, or of an integer.</summary>
    public long Timestamp(long minMs, long maxMs, string allowed)
    {
        long? ms = Value.ValueKind switch
        {
            JsonValueKind.Number when Value.TryGetInt64(out long number) => number,
            JsonValueKind.String when TryGetTime(out var time) => new DateTimeOffset(time).ToUnixTimeMilliseconds(),
            _ => null,
        };
        return ms is { } value && value >= minMs && value <= maxMs ? value : throw Invalid(allowed);
    }

    public JsonElement.ObjectEnumerator Properties(string allowed) =>
        Value.ValueKind == JsonValueKind.Object ? Value.EnumerateObject() : throw Invalid(allowed);

    /// <summary>The elements of an array within the bounds.</summary>
    public JsonElement.ArrayEnumerator Elements(int min, int max, string allowed)
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            throw Invalid(allowed);
        }

        int count = Value.GetArrayLength();
        return count >= min && count <= max
            ? Value.EnumerateArray()
            : throw new InvalidRequestException(Path.Length == 0 ? "body" : Path, $"an array of {count}", allowed);
    }

    public InvalidRequestException Invalid(string allowed) => new(Path.Length == 0 ? "body" : Path, Found(), allowed);

    public InvalidRequestException Missing(string name, string allowed) => new(Path.Length == 0 ? name : $"{Path}.{name}", "missing", allowed);

    private bool TryGetTime(out DateTime utc)
    {
        bool isTime = Value.TryGetDateTime(out var time);
        utc = time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();
        return isTime;
    }

    private string Unescaped(string allowed)
    {
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // How the reader says that escapes or bytes are not valid Unicode.
            throw new InvalidRequestException(Path, "a text that is not valid Unicode", allowed);
        }
    }

    private string Found() => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => ErrorResponses.Quoted(Unescaped("valid Unicode")),
        JsonValueKind.Number => $"the number {ErrorResponses.Quoted(Value.GetRawText()).Trim('\'')}",
        _ => Value.GetRawText(),
    };
}
