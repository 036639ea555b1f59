using System.Buffers;
using System.Text;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Items;

/// <summary>The attributes of an item: a flat object that the model and the page read.</summary>
internal static class ItemAttributes
{
    public const int MaxNames = 64;
    public const int MaxBytes = 16 * 1024;

    private const string AllowedValue = "a text, a finite number, or an array of texts and numbers";

    private static readonly string AllowedShape =
        $"an object of at most {MaxNames} names, together at most {MaxBytes} bytes, each with {AllowedValue}";

    /// <summary>The attributes, checked, as compact JSON.</summary>
    public static string Parse(JsonField field)
    {
        int names = 0;
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, JsonResponse.WriterOptions);
        writer.WriteStartObject();
        foreach (var property in field.Properties(AllowedShape))
        {
            var member = field.Member(property, out string name);
            if (++names > MaxNames)
            {
                throw new InvalidRequestException(field.Path, $"more than {MaxNames} names", AllowedShape);
            }

            writer.WritePropertyName(Ids.FaultOf(name, 1, Limits.MaxIdLength) is { } fault
                ? throw new InvalidRequestException(field.Path, $"a name that is {fault}", Ids.Allowed)
                : name);
            WriteValue(writer, member, mayBeArray: true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenCount <= MaxBytes
            ? Encoding.UTF8.GetString(json.WrittenSpan)
            : throw new InvalidRequestException(field.Path, $"an object of {json.WrittenCount} bytes", AllowedShape);
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonField field, bool mayBeArray)
    {
        switch (field.Value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(field.Unicode(MaxBytes, AllowedValue));
                break;
            case JsonValueKind.Number:
                field.FiniteNumber();
                field.Value.WriteTo(writer);
                break;
            case JsonValueKind.Array when mayBeArray:
                writer.WriteStartArray();
                int index = 0;
                foreach (var element in field.Value.EnumerateArray())
                {
                    WriteValue(writer, field.Element(element, index++), mayBeArray: false);
                }

                writer.WriteEndArray();
                break;
            default:
                throw field.Invalid(AllowedValue);
        }
    }
}
