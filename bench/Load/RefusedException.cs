using System.Net;

namespace Manidala.Bench.Load;

/// <summary>The server answered, and not with what was asked for.</summary>
/// <param name="retryAfter">How long it wants callers to wait before they ask again; null where it does not say.</param>
internal sealed class RefusedException(HttpStatusCode status, TimeSpan? retryAfter)
    : HttpRequestException(HttpRequestError.Unknown, "The server refused.", null, status)
{
    public TimeSpan? RetryAfter => retryAfter;
}
