using System.Net;
using System.Net.Sockets;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Tests.Drills;

public sealed class TcpBalancerTests : IAsyncLifetime
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly DrillPorts _ports = new(21_000 + (Environment.ProcessId % 1_000));
    private TcpBalancer _balancer = null!;

    public ValueTask InitializeAsync()
    {
        _server.Start();
        _balancer = new TcpBalancer(_ports.Next());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _balancer.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Connect_OneServerIsDown_GoesToTheOther()
    {
        int down = _ports.Next();
        _balancer.Use([down, ((IPEndPoint)_server.LocalEndpoint).Port, down]);
        byte[] answer = new byte[2];

        using TcpClient client = await ConnectAsync();
        await client.GetStream().WriteAsync("hi"u8.ToArray());
        using Socket accepted = await _server.AcceptSocketAsync();
        int received = await accepted.ReceiveAsync(answer);
        await accepted.SendAsync("yo"u8.ToArray());
        await client.GetStream().ReadExactlyAsync(answer);

        Assert.Equal(2, received);
        Assert.Equal("yo"u8.ToArray(), answer);
    }

    [Fact]
    public async Task Connect_EveryServerIsDown_IsReset()
    {
        _balancer.Use([_ports.Next()]);

        // The reset comes when it comes: while the client connects, or with its first read.
        SocketException? reset = await Record.ExceptionAsync(async () =>
        {
            using TcpClient client = await ConnectAsync();
            await client.GetStream().ReadExactlyAsync(new byte[1]);
        }) is { } failure ? failure as SocketException ?? failure.InnerException as SocketException : null;
        Assert.Equal(SocketError.ConnectionReset, reset?.SocketErrorCode);
    }

    [Fact]
    public async Task Serve_ServerDies_IsReset()
    {
        _balancer.Use([((IPEndPoint)_server.LocalEndpoint).Port]);
        using TcpClient client = await ConnectAsync();
        await client.GetStream().WriteAsync("hi"u8.ToArray());
        Socket accepted = await _server.AcceptSocketAsync();

        // As the kernel does for a process that is killed with something unread.
        accepted.LingerState = new LingerOption(true, 0);
        accepted.Dispose();

        await Assert.ThrowsAsync<IOException>(() => client.GetStream().ReadExactlyAsync(new byte[1]).AsTask());
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _balancer.Address.Port);
        return client;
    }
}
