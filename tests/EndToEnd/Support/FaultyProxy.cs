using System.Net;
using System.Net.Sockets;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>Passes TCP on to a server, counts what clients send, and fails as networks do: once cut in the middle, and once silent from then on.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private long _sent;
    private int _cuts;

    public FaultyProxy()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Where requests go; may change while it runs, as an address behind a load balancer does.</summary>
    public Uri? Server { get; set; }

    /// <summary>After this many bytes of clients the connection is reset, once.</summary>
    public long CutAfter { get; set; } = long.MaxValue;

    /// <summary>After this many bytes of clients nothing is passed on any more.</summary>
    public long HoldAfter { get; set; } = long.MaxValue;

    public long Sent => Interlocked.Read(ref _sent);

    public int Cuts => _cuts;

    /// <summary>Completes when the proxy has fallen silent.</summary>
    public Task Held => _held.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = PassAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(Server!.Host, Server.Port, _stop.Token);
                Task answers = server.GetStream().CopyToAsync(client.GetStream(), _stop.Token);
                await RequestsAsync(client, server);
                server.Client.Shutdown(SocketShutdown.Send);
                await answers;
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side went away, or the proxy cut it: both ends are closed now.
                client.LingerState = new LingerOption(true, 0);
            }
        }
    }

    private async Task RequestsAsync(TcpClient client, TcpClient server)
    {
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            int read = await client.GetStream().ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return;
            }

            long sent = Interlocked.Add(ref _sent, read);
            if (sent >= CutAfter && Interlocked.CompareExchange(ref _cuts, 1, 0) == 0)
            {
                throw new IOException("Cut, as the test asked for.");
            }

            if (sent >= HoldAfter)
            {
                _held.TrySetResult();
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
