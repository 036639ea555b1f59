namespace Manidala.Bench.Load;

/// <summary>
/// A connection that had carried calls before ended without a byte of an answer: the server may have closed it as idle when the call was on its way. Who keeps
/// connections sends such a call again at once over another one (RFC 9112, 9.3.1).
/// </summary>
internal sealed class KeptConnectionException(Exception inner) : HttpRequestException(HttpRequestError.ResponseEnded, inner.Message, inner);
