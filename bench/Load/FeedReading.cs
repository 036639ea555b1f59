using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary>What the driver looks at of a feed, read from its bytes without making objects of it.</summary>
internal struct FeedReading
{
    // Longer than any id that the server takes.
    private const int MostIdChars = 1024;

    /// <summary>The newest interaction that it reflects.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether it says that it does not know the user.</summary>
    public bool IsFallback { get; private set; }

    /// <summary>How many items it has.</summary>
    public int Count { get; private set; }

    /// <summary>Whether one of them had been acknowledged when it was asked for.</summary>
    public bool HasSeen { get; private set; }

    /// <summary>The model that served it, where that is not the expected one; else that one.</summary>
    public string? Model { get; private set; }

    /// <summary>The id of its first item; null where it was not asked for or there is none.</summary>
    public string? First { get; private set; }

    /// <param name="expectedModel">A model's name that needs no new text.</param>
    /// <param name="memory">What the user has seen; null for nothing.</param>
    /// <param name="wantsFirst">Whether <see cref="First"/> is to be read.</param>
    /// <exception cref="JsonException">Not a feed.</exception>
    public static FeedReading Of(ReadOnlySpan<byte> body, string? expectedModel, UserMemory? memory, UserMemory.Moment asked, bool wantsFirst = false)
    {
        var reading = new FeedReading { Sequence = -1, Count = -1 };
        var json = new Utf8JsonReader(body);
        Step(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("sequence"u8))
            {
                Step(ref json, JsonTokenType.Number);
                reading.Sequence = json.GetInt64();
            }
            else if (json.ValueTextEquals("model"u8))
            {
                json.Read();
                reading.Model = json.TokenType == JsonTokenType.Null || (json.TokenType == JsonTokenType.String && json.ValueTextEquals(expectedModel))
                    ? json.TokenType == JsonTokenType.Null ? null : expectedModel
                    : json.GetString();
            }
            else if (json.ValueTextEquals("fallback"u8))
            {
                json.Read();
                reading.IsFallback = json.GetBoolean();
            }
            else if (json.ValueTextEquals("items"u8))
            {
                reading.ReadItems(ref json, memory, asked, wantsFirst);
            }
            else
            {
                json.Skip();
            }
        }

        return reading.Sequence >= 0 || reading.IsFallback || reading.Count >= 0 ? reading : throw new JsonException("The answer is no feed.");
    }

    private void ReadItems(ref Utf8JsonReader json, UserMemory? memory, UserMemory.Moment asked, bool wantsFirst)
    {
        Span<char> id = stackalloc char[MostIdChars];
        Step(ref json, JsonTokenType.StartArray);
        for (Count = 0; json.Read() && json.TokenType == JsonTokenType.StartObject; Count++)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (!json.ValueTextEquals("id"u8))
                {
                    json.Skip();
                    continue;
                }

                Step(ref json, JsonTokenType.String);
                if (wantsFirst && Count == 0)
                {
                    First = json.GetString();
                }

                if (memory is not null && asked.Items > 0 && json.ValueSpan.Length <= MostIdChars)
                {
                    HasSeen |= memory.HadSeen(id[..json.CopyString(id)], asked);
                }
            }
        }
    }

    private static void Step(ref Utf8JsonReader json, JsonTokenType expected)
    {
        if (!json.Read() || json.TokenType != expected)
        {
            throw new JsonException($"The answer has {json.TokenType} where a feed has {expected}.");
        }
    }
}
