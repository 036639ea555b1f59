using System.Buffers.Text;
using System.Net.Sockets;

namespace Manidala.Silo.Tests.Allocation;

/// <summary>One connection whose calls allocate nothing, so that what is allocated meanwhile is the server's.</summary>
internal sealed class QuietClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
    private readonly byte[] _answer = new byte[256 * 1024];

    public QuietClient(Uri server) => _socket.Connect(server.Host, server.Port);

    /// <summary>Sends a whole request and reads the whole answer, which must be 200 and say its length.</summary>
    public void Call(byte[] request)
    {
        _socket.Send(request);
        int read = 0;
        int head;
        do
        {
            read += Receive(read);
            head = _answer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        while (head < 0);

        ReadOnlySpan<byte> said = _answer.AsSpan(0, head);
        int length = said.IndexOf("Content-Length: "u8);
        if (!said.StartsWith("HTTP/1.1 200 "u8) || length < 0 || !Utf8Parser.TryParse(said[(length + 16)..], out int body, out _))
        {
            throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(_answer.AsSpan(0, read)));
        }

        while (read < head + 4 + body)
        {
            read += Receive(read);
        }
    }

    public void Dispose() => _socket.Dispose();

    private int Receive(int at)
    {
        int bytes = _socket.Receive(_answer.AsSpan(at));
        return bytes > 0 ? bytes : throw new InvalidOperationException("The server closed the connection.");
    }
}
