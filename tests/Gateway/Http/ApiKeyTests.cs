using Manidala.Gateway.Http;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Http;

public sealed class ApiKeyTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster, ("API_KEY", "first-key, second-key"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("first-key", 200)]
    [InlineData("second-key", 200)]
    [InlineData("first-ke", 401)]
    [InlineData("FIRST-KEY", 401)]
    [InlineData("first-key, second-key", 401)]
    [InlineData(null, 401)]
    public async Task Get_WithKey_IsAnsweredOnlyWithAValidOne(string? key, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/categories");
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        var (answered, json) = await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request));

        Assert.Equal(status, answered);
        if (status == 401)
        {
            Assert.Equal("urn:manidala:problem:unauthorized", json.GetProperty("type").GetString());
        }

        Assert.DoesNotContain(_gateway.Logs.Lines, line => line.Text.Contains("first-ke", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task EveryOperation_WithoutKey_Is401()
    {
        var (_, document) = await _gateway.GetAsync("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/v1/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                using var request = new HttpRequestMessage(
                    new(operation.Name.ToUpperInvariant()), path.Name.Replace("{id}", "x").Replace("{version}", "x"));
                Assert.Equal(401, (await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request))).Status);
            }
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Get_OpenAddress_NeedsNoKey(string path) =>
        Assert.NotEqual(401, (int)(await _gateway.Http.GetAsync(path)).StatusCode);

    [Fact]
    public void ApiKeys_OnlyCommas_IsRefused() => Assert.Throws<InvalidOperationException>(() => new ApiKeys(" , "));
}
