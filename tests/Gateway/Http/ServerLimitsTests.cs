using System.Diagnostics.Metrics;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Http;

/// <summary>
/// Requests that are too long, too many or too slow, over real sockets. The server looks at its clocks once a second, so the slow ones take a second or two.
/// </summary>
public sealed class ServerLimitsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string Head = "Host: localhost\r\nContent-Type: application/json\r\n";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        cluster,
        ("Gateway:MaxHeaderBytes", "2048"), ("Gateway:MaxHeaders", "20"), ("Gateway:MaxBodyBytes", "4096"),
        ("Gateway:HeaderTimeout", "00:00:00.100"), ("Gateway:IdleTimeout", "00:00:00.100"),
        ("Gateway:MinBytesPerSecond", "1000000000"), ("Gateway:SlowFor", "00:00:01.100"),
        ("Gateway:MaxConnections", "3"), ("Gateway:MaxStreams", "1"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_AddressBeyondTheLimit_Is414() =>
        Assert.StartsWith("HTTP/1.1 414 ", await AnswerAsync($"GET /v1/categories?{new string('a', 70_000)} HTTP/1.1\r\n{Head}\r\n"));

    [Fact]
    public async Task Get_HeadersBeyondTheLimit_Is431() =>
        Assert.StartsWith("HTTP/1.1 431 ", await AnswerAsync($"GET /v1/categories HTTP/1.1\r\n{Head}X-Long: {new string('a', 2048)}\r\n\r\n"));

    [Fact]
    public async Task Get_TooManyHeaders_Is431() => Assert.StartsWith(
        "HTTP/1.1 431 ", await AnswerAsync($"GET /v1/categories HTTP/1.1\r\n{Head}{string.Concat(Enumerable.Range(0, 20).Select(i => $"X-{i}: a\r\n"))}\r\n"));

    [Theory]
    [InlineData("POST", "/v1/interactions")]
    [InlineData("POST", "/v1/items")]
    [InlineData("PUT", "/v1/items/a")]
    [InlineData("POST", "/v1/models/uploads")]
    public async Task Send_BodyBeyondTheLimit_Is413WhetherItsLengthIsToldOrNot(string method, string path)
    {
        string told = await AnswerAsync($"{method} {path} HTTP/1.1\r\n{Head}Content-Length: 4097\r\nConnection: close\r\n\r\n");
        string untold = await AnswerAsync(
            $"{method} {path} HTTP/1.1\r\n{Head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n1100\r\n[{new string(' ', 0x10ff)}\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", told);
        Assert.Contains("urn:manidala:problem:too-large", told);
        Assert.StartsWith("HTTP/1.1 413 ", untold);
        Assert.Contains("urn:manidala:problem:too-large", untold);
    }

    [Fact]
    public async Task Post_JsonDeeperThanTheLimit_Is400()
    {
        string deep = new string('[', 17) + new string(']', 17);

        var (status, problem) = await _gateway.PostAsync("/v1/interactions", deep);

        Assert.Equal((400, "urn:manidala:problem:malformed-json"), (status, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Connection_WhoseHeadersComeSlowly_IsClosed()
    {
        using RawClient client = await RawClient.ConnectAsync(_gateway);
        await client.SendAsync("GET /v1/categories HTTP/1.1\r\nHost: x\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Connection_ThatAsksForNothing_IsClosed()
    {
        using RawClient client = await RawClient.ConnectAsync(_gateway);

        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Post_BodyThatComesSlowly_Is408()
    {
        using RawClient client = await RawClient.ConnectAsync(_gateway);
        await client.SendAsync($"POST /v1/interactions HTTP/1.1\r\n{Head}Content-Length: 100\r\n\r\n[");

        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 ", answer);
        Assert.Contains("urn:manidala:problem:slow-request", answer);
    }

    [Fact]
    public async Task Answer_ThatIsNotTaken_EndsItsConnection()
    {
        const int Requests = 2000;
        using RawClient client = await RawClient.ConnectAsync(_gateway, receiveBuffer: 4096);
        Task dropped = ConnectionEndedAsync("min_response_data_rate", out MeterListener listener);
        using MeterListener watched = listener;

        await client.SendAsync(string.Concat(Enumerable.Repeat($"GET /openapi/v1.json HTTP/1.1\r\n{Head}\r\n", Requests)));

        await dropped.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.InRange((await client.ReadToEndAsync()).Split("HTTP/1.1 200 OK").Length, 2, Requests - 1);
    }

    [Fact]
    public async Task Connections_OneMoreThanTheLimit_IsClosedAndTheOthersAreServed()
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(cluster, ("Gateway:MaxConnections", "2"), ("Gateway:MaxStreams", "1"));
        using RawClient first = await RawClient.ConnectAsync(gateway);
        using RawClient second = await RawClient.ConnectAsync(gateway);
        await first.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        await second.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        await first.FirstAsync("HTTP/1.1 200 OK");
        await second.FirstAsync("HTTP/1.1 200 OK");

        using RawClient third = await RawClient.ConnectAsync(gateway);

        Assert.Equal("", await third.ReadToEndAsync());
        await first.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        await first.FirstAsync("HTTP/1.1 200 OK");
    }

    private static Task ConnectionEndedAsync(string reason, out MeterListener listener)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener = new()
        {
            InstrumentPublished = (instrument, watching) =>
            {
                if (instrument.Name == "kestrel.connection.duration")
                {
                    watching.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Key == "error.type" && tag.Value as string == reason))
            {
                seen.TrySetResult();
            }
        });
        listener.Start();
        return seen.Task;
    }

    private async Task<string> AnswerAsync(string request)
    {
        using RawClient client = await RawClient.ConnectAsync(_gateway);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }
}
