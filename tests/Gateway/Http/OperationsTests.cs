using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Http;

public sealed class OperationsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        cluster, ("Gateway:MaxConcurrentRequests", "1"), ("Gateway:FloorEndpoint", "true"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_MoreThanMayRun_IsRefusedWithRetryAfterAndThenServed()
    {
        var held = new TaskCompletionSource();
        cluster.World.Blocked["feed:slow"] = held;
        var entered = cluster.World.WaitForCallAsync("feed:slow");
        var slow = _gateway.Http.GetAsync("/v1/users/slow/feed");
        await entered;

        using (var refused = await _gateway.Http.GetAsync("/v1/users/quick/feed"))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        }

        held.SetResult();
        Assert.Equal(200, (int)(await slow).StatusCode);
    }

    [Theory]
    [InlineData("/v1/nothing", 404, "unknown-route")]
    [InlineData("/nothing", 404, "unknown-route")]
    [InlineData("/v1/interactions", 405, "method-not-allowed")]
    public async Task Get_NoSuchRoute_IsAProblemDocument(string path, int status, string type)
    {
        using var response = await _gateway.Http.GetAsync(path);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var (answered, json) = await GatewayHost.ReadAsync(response);
        Assert.Equal(status, answered);
        Assert.Equal($"urn:manidala:problem:{type}", json.GetProperty("type").GetString());
        Assert.Equal(status, json.GetProperty("status").GetInt32());
        Assert.NotEqual("", json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Floor_WhereSwitchedOn_CallsTheGrain() =>
        Assert.Equal("""{"value":1}""", (await _gateway.GetAsync("/floor/x")).Json.GetRawText());

    [Fact]
    public async Task Floor_ByDefault_IsNotThere()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);

        Assert.Equal(404, (await gateway.GetAsync("/floor/x")).Status);
    }

    [Fact]
    public async Task Metrics_AfterRequests_CountsThemByOperationAndOutcome()
    {
        await _gateway.GetAsync("/v1/users/metrics/feed?n=0");
        await _gateway.GetAsync("/v1/users/metrics/session");

        string text = await _gateway.Http.GetStringAsync("/metrics");

        Assert.Matches("manidala_gateway_requests_total\\{[^}]*operation=\"feed\"[^}]*outcome=\"invalid\"", text);
        Assert.Contains("http_server_request_duration_seconds_bucket", text);
        Assert.Contains("dotnet_", text);
    }
}
