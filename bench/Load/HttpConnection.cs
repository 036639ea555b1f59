using System.Net.Security;
using System.Net.Sockets;

namespace Manidala.Bench.Load;

/// <summary>
/// A kept connection that carries one call of HTTP/1.1 at a time. The driver shares its machine with the server that it measures, so a call costs it one write, one
/// read and no headers that nobody looks at: HttpClient takes several times as long.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int FirstBufferBytes = 16 * 1024;
    private const long Idle = long.MaxValue;
    private const long Expired = long.MinValue;
    private readonly Stream _stream;
    private byte[] _answer = new byte[FirstBufferBytes];
    private int _read;
    private long _deadline = Idle;

    private HttpConnection(Stream stream) => _stream = stream;

    /// <summary>The bytes of the next call.</summary>
    public RequestText Request { get; } = new();

    /// <summary>Whether it can carry no other call.</summary>
    public bool IsOver { get; private set; }

    /// <summary>When its last call ended, by <see cref="Environment.TickCount64"/>.</summary>
    public long LastUsed { get; private set; }

    /// <exception cref="HttpRequestException">Nobody listens there.</exception>
    public static async Task<HttpConnection> OpenAsync(Uri server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.DnsSafeHost, server.Port, cancellationToken).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (server.Scheme == Uri.UriSchemeHttps)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsClientAsync(server.DnsSafeHost).ConfigureAwait(false);
                stream = secure;
            }

            return new HttpConnection(stream);
        }
        catch (Exception refused) when (refused is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            socket.Dispose();
            throw new HttpRequestException(HttpRequestError.ConnectionError, refused.Message, refused);
        }
    }

    /// <summary>Sends what <see cref="Request"/> holds and reads the answer.</summary>
    /// <param name="deadline">By <see cref="Environment.TickCount64"/>.</param>
    /// <exception cref="TimeoutException">No answer by the deadline.</exception>
    /// <exception cref="HttpRequestException">The connection was lost.</exception>
    public async ValueTask<HttpReply> ExchangeAsync(long deadline)
    {
        Volatile.Write(ref _deadline, deadline);
        IsOver = true;
        _read = 0;
        try
        {
            await _stream.WriteAsync(Request.Written).ConfigureAwait(false);
            (HttpReply reply, bool closes) = await ReadAsync().ConfigureAwait(false);
            LastUsed = Environment.TickCount64;
            IsOver = closes | Interlocked.Exchange(ref _deadline, Idle) == Expired;
            return reply;
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidDataException)
        {
            bool isLate = Interlocked.Exchange(ref _deadline, Idle) == Expired;
            throw isLate ? new TimeoutException("No answer in time.", broken)
                : LastUsed > 0 && _read == 0 ? new KeptConnectionException(broken)
                : new HttpRequestException(HttpRequestError.ResponseEnded, broken.Message, broken);
        }
    }

    /// <summary>Breaks the call that is under way off where its deadline has passed. May be called at any time.</summary>
    public void Expire(long now)
    {
        long deadline = Volatile.Read(ref _deadline);

        // Only the call whose deadline was seen: another one may have begun meanwhile.
        if (deadline <= now && deadline != Expired && Interlocked.CompareExchange(ref _deadline, Expired, deadline) == deadline)
        {
            _stream.Dispose();
        }
    }

    public void Dispose() => _stream.Dispose();

    private async ValueTask<(HttpReply Reply, bool Closes)> ReadAsync()
    {
        int start;
        while ((start = ReplyHead.LengthIn(_answer.AsSpan(0, _read))) < 0)
        {
            await ReadMoreAsync().ConfigureAwait(false);
        }

        ReplyHead head = ReplyHead.Parse(_answer.AsSpan(0, start));
        int? length = head.IsChunked ? ChunkedBody.Join(_answer.AsSpan(start, _read - start)) : head.BodyBytes;
        while (length is null || (!head.IsChunked && _read < start + length))
        {
            await ReadMoreAsync().ConfigureAwait(false);
            length = head.IsChunked ? ChunkedBody.Join(_answer.AsSpan(start, _read - start)) : length;
        }

        return (new HttpReply(head.Status, _answer.AsMemory(start, length.Value), head.RetryAfter), head.ClosesConnection);
    }

    private async ValueTask ReadMoreAsync()
    {
        if (_read == _answer.Length)
        {
            Array.Resize(ref _answer, 2 * _answer.Length);
        }

        int bytes = await _stream.ReadAsync(_answer.AsMemory(_read)).ConfigureAwait(false);
        _read += bytes > 0 ? bytes : throw new IOException("The server closed the connection.");
    }
}
