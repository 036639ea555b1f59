using System.Net;

namespace Manidala.Bench.Load;

/// <summary>An answer, as long as its connection sends nothing more.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">In the connection's own buffer.</param>
/// <param name="RetryAfter">How long the server wants callers to wait before they ask again; null where it does not say.</param>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter = null)
{
    public bool IsAccepted => Status is >= 200 and < 300;

    public RefusedException ToRefusal() => new((HttpStatusCode)Status, RetryAfter);
}
