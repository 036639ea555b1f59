using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>Attributes as compact JSON, as the catalogue keeps them.</summary>
internal static class AttributeJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Text, number, or an array of either.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, object>> values) => Write(values, WriteValue);

    public static string Write<T>(IEnumerable<KeyValuePair<string, T>> values, Action<Utf8JsonWriter, T> writeValue)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            foreach ((string name, T value) in values)
            {
                writer.WritePropertyName(name);
                writeValue(writer, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case string[] texts:
                WriteArray(writer, texts, writer.WriteStringValue);
                break;
            case float[] numbers:
                WriteArray(writer, numbers, writer.WriteNumberValue);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no value of an attribute.", nameof(value));
        }
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, T[] values, Action<T> write)
    {
        writer.WriteStartArray();
        Array.ForEach(values, write);
        writer.WriteEndArray();
    }
}
