using System.Net;
using System.Net.Sockets;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>
/// Passes each connection on to the next server that takes it, as the plainest balancer does: it knows no requests and checks nobody's health, and a connection whose
/// server dies is reset. Thread-safe.
/// </summary>
internal sealed class TcpBalancer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile int[] _servers = [];
    private int _turn;

    public TcpBalancer(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(backlog: 1024);
        Address = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), port).Uri;
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>From now on connections go to these ports.</summary>
    public void Use(IEnumerable<int> ports) => _servers = [.. ports];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                _ = PassAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using (client)
        {
            if (!await ServeAsync(client).ConfigureAwait(false))
            {
                // What is unsent is worth nothing any more: the other side learns at once.
                client.LingerState = new LingerOption(true, 0);
            }
        }
    }

    /// <returns>Whether the connection was ended by one side, and not broken.</returns>
    private async Task<bool> ServeAsync(Socket client)
    {
        try
        {
            using Socket? server = await ConnectAsync().ConfigureAwait(false);
            if (server is null)
            {
                return false;
            }

            client.NoDelay = true;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task<bool>[] ways = [CopyAsync(client, server, over.Token), CopyAsync(server, client, over.Token)];
            bool isEnded = await (await Task.WhenAny(ways).ConfigureAwait(false)).ConfigureAwait(false);

            // A socket that is closed while something waits for it is shut down first, and its other end sees an end where it should see a reset.
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(ways).ConfigureAwait(false);
            return isEnded;
        }
        catch (OperationCanceledException)
        {
            return false; // Disposed: all connections end.
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        int[] servers = _servers;
        for (int tried = 0; tried < servers.Length; tried++)
        {
            int port = servers[(uint)Interlocked.Increment(ref _turn) % servers.Length];
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token).ConfigureAwait(false);
                return server;
            }
            catch (SocketException)
            {
                server.Dispose(); // It is down: the next one's turn.
            }
        }

        return null;
    }

    private async Task<bool> CopyAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                for (int sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cancellationToken).ConfigureAwait(false);
                }
            }

            return true;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false; // One end is gone, and the other one goes with it.
        }
    }
}
