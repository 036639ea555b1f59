using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary>Reads the sequences that interactions were acknowledged with.</summary>
internal static class RecordedReading
{
    /// <param name="sequences">One for each interaction that was sent, in order.</param>
    /// <exception cref="JsonException">Not all of them were acknowledged.</exception>
    public static void Read(ReadOnlySpan<byte> body, Span<long> sequences)
    {
        int count = 0;
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("sequence"u8))
            {
                if (!json.Read() || json.TokenType != JsonTokenType.Number || count == sequences.Length)
                {
                    break;
                }

                sequences[count++] = json.GetInt64();
            }
        }

        if (count != sequences.Length)
        {
            throw new JsonException("An interaction was answered and not acknowledged.");
        }
    }
}
