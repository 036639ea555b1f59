using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Health;

public sealed class HealthEndpointsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private static readonly HealthReport Ready = new(true, "m1", 7, "test", []);

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        cluster.World.Health = Ready;
        _gateway = await GatewayHost.StartAsync(cluster, ("Gateway:HealthTimeout", "00:00:00.300"));
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Get_ReadySilo_IsHealthy(string path)
    {
        var (status, json) = await _gateway.GetAsync(path);

        Assert.Equal(200, status);
        Assert.Equal(
            """{"status":"healthy","service":"manidala","model":"m1","items":7,"database":"test","problems":[]}""", json.GetRawText());
    }

    [Fact]
    public async Task Get_SiloWithProblems_IsUnhealthyAndSaysThem()
    {
        cluster.World.Health = new(false, null, 0, "test", ["No model is published."]);

        var (status, json) = await _gateway.GetAsync("/health/ready");

        Assert.Equal(503, status);
        Assert.Equal("unhealthy", json.GetProperty("status").GetString());
        Assert.Equal("No model is published.", json.GetProperty("problems")[0].GetString());
    }

    [Fact]
    public async Task GetOfGorse_SiloWithProblems_SaysThemInItsOwnWords()
    {
        var (before, healthy) = await _gateway.GetAsync("/api/health/ready");
        cluster.World.Health = new(false, null, 0, "test", ["The database is away."]);

        var (live, alive) = await _gateway.GetAsync("/api/health/live");
        var (ready, _) = await _gateway.GetAsync("/api/health/ready/");

        Assert.Equal((200, 200, 503), (before, live, ready));
        Assert.Equal(
            """{"Ready":true,"DataStoreError":null,"CacheStoreError":null,"DataStoreConnected":true,"CacheStoreConnected":true}""", healthy.GetRawText());
        Assert.Equal(
            """{"Ready":false,"DataStoreError":"The database is away.","CacheStoreError":"The database is away.","DataStoreConnected":false,"CacheStoreConnected":false}""",
            alive.GetRawText());
    }

    [Fact]
    public async Task Get_NoAnswerInTime_IsUnhealthyWhileTheProcessLives()
    {
        var held = new TaskCompletionSource();
        cluster.World.Blocked["health"] = held;

        var (ready, json) = await _gateway.GetAsync("/health/ready");
        var (live, alive) = await _gateway.GetAsync("/health/live");

        cluster.World.Blocked.TryRemove("health", out _);
        held.SetResult();
        Assert.Equal(503, ready);
        Assert.Single(json.GetProperty("problems").EnumerateArray());
        Assert.Equal(200, live);
        Assert.Equal("""{"status":"alive","service":"manidala"}""", alive.GetRawText());
    }
}
