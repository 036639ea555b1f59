using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Manidala.Gateway.Tests.Http;

/// <summary>A connection that sends what no client library would.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawClient()
    {
    }

    /// <param name="receiveBuffer">Bytes that the system takes before the client reads any; 0 for as many as usual.</param>
    public static async Task<RawClient> ConnectAsync(GatewayHost gateway, int receiveBuffer = 0)
    {
        var client = new RawClient();
        if (receiveBuffer > 0)
        {
            client._socket.ReceiveBufferSize = receiveBuffer;
        }

        await client._socket.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port);
        return client;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Everything until the server closes the connection; a reset ends it, too.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(buffer)) > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // What the server had to say came before.
        }

        return text.ToString();
    }

    /// <summary>Reads a part of an answer and expects it to begin so.</summary>
    public async Task FirstAsync(string expected)
    {
        byte[] buffer = new byte[4096];
        int read = await _socket.ReceiveAsync(buffer);
        Assert.StartsWith(expected, Encoding.Latin1.GetString(buffer, 0, read));
    }

    public void Dispose() => _socket.Dispose();
}
