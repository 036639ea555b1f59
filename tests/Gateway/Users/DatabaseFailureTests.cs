using Manidala.Gateway.Tests.Cluster;
using Npgsql;

namespace Manidala.Gateway.Tests.Users;

/// <summary>A database that is away is a reason to try again, also where the gateway hears of it from another process.</summary>
public sealed class DatabaseFailureTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public static TheoryData<string, Exception> Failures { get; } = new()
    {
        { "connection", new NpgsqlException("Exception while reading from stream", new EndOfStreamException()) },
        { "starting", new PostgresException("the database system is starting up", "FATAL", "FATAL", "57P03") },
    };

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Post_DatabaseIsAway_IsUnavailable(string user, Exception failure)
    {
        cluster.World.Fail(user, failure);

        var (status, _) = await _gateway.PostAsync("/v1/interactions", $$"""{"userId":"{{user}}","itemId":"a","type":"view"}""");

        Assert.Equal(503, status);
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task GetFeed_DatabaseIsAway_IsAMarkedFallback(string user, Exception failure)
    {
        cluster.World.Fail("feed:" + user, failure);

        var (status, json) = await _gateway.GetAsync($"/v1/users/{user}/feed");

        Assert.Equal(200, status);
        Assert.True(json.GetProperty("fallback").GetBoolean());
    }
}
