using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.Extensions.ObjectPool;

namespace Manidala.Gateway.Http;

/// <summary>Writes JSON answers whole, from buffers that are used again.</summary>
internal static class JsonResponse
{
    private const int MaxKeptBytes = 256 * 1024;

    private static readonly DefaultObjectPool<JsonBuffer> Buffers = new(new BufferPolicy(), 64);

    /// <summary>How JSON is written here: compact, other scripts as they are, what HTML could misread escaped.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    /// <summary>Answers with the value; a failure to write it as JSON surfaces before anything is sent.</summary>
    public static async Task WriteAsync<T>(
        HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK, string contentType = "application/json")
    {
        var buffer = Buffers.Get();
        try
        {
            JsonSerializer.Serialize(buffer.Writer, value, type);
            var response = context.Response;
            response.StatusCode = status;
            response.ContentType = contentType;
            response.ContentLength = buffer.Bytes.WrittenCount;
            response.BodyWriter.Write(buffer.Bytes.WrittenSpan);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    /// <summary>Writes the value as JSON and hands it to <paramref name="use"/>, whose span is valid during the call only.</summary>
    public static void Use<T, TState>(T value, JsonTypeInfo<T> type, TState state, Action<ReadOnlySpan<byte>, TState> use)
    {
        var buffer = Buffers.Get();
        try
        {
            JsonSerializer.Serialize(buffer.Writer, value, type);
            use(buffer.Bytes.WrittenSpan, state);
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    private sealed class JsonBuffer
    {
        public JsonBuffer() => Writer = new Utf8JsonWriter(Bytes, WriterOptions);

        public ArrayBufferWriter<byte> Bytes { get; } = new(4096);

        public Utf8JsonWriter Writer { get; }
    }

    private sealed class BufferPolicy : IPooledObjectPolicy<JsonBuffer>
    {
        public JsonBuffer Create() => new();

        public bool Return(JsonBuffer buffer)
        {
            buffer.Bytes.ResetWrittenCount();
            buffer.Writer.Reset();
            return buffer.Bytes.Capacity <= MaxKeptBytes;
        }
    }
}
