using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Manidala.Client.Http;

/// <summary>A body of JSON values, a line each, of which one is held at a time.</summary>
internal sealed class LinesContent<T> : HttpContent
{
    private readonly IAsyncEnumerable<T> _values;
    private readonly JsonTypeInfo<T> _type;

    public LinesContent(IAsyncEnumerable<T> values, JsonTypeInfo<T> type)
    {
        (_values, _type) = (values, type);
        Headers.ContentType = new MediaTypeHeaderValue(Lines.Type);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await foreach (T value in _values.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(stream, value, _type, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
