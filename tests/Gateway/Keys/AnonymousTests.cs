using Manidala.Gateway.Hosting;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Tests.Cluster;
using Microsoft.Extensions.Configuration;

namespace Manidala.Gateway.Tests.Keys;

/// <summary>Without keys everyone may call, and therefore only from this machine, and only where somebody said so.</summary>
public sealed class AnonymousTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Start_OnLoopbackWithTheFlag_ServesEveryone()
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(cluster);

        Assert.Equal(200, (await gateway.GetAsync("/v1/categories")).Status);
        Assert.Equal(200, (await gateway.GetAsync("/v1/models")).Status);
    }

    [Fact]
    public async Task Start_OnLoopbackWithoutTheFlag_SaysWhatToSet()
    {
        var error = await Assert.ThrowsAsync<KeySettingException>(() => GatewayHost.StartAsync(cluster, ("Keys:AllowAnonymous", "false")));

        Assert.Contains("No key is configured; allowed: ", error.Message);
        Assert.Contains("API_KEY", error.Message);
        Assert.Contains("Keys:AllowAnonymous=true", error.Message);
    }

    [Theory]
    [InlineData("HOST", "*")]
    [InlineData("HOST", "0.0.0.0")]
    [InlineData("HOST", "::")]
    [InlineData("HOST", "192.0.2.1")]
    [InlineData("HOST", "")]
    public async Task Start_BeyondLoopbackWithTheFlag_IsRefused(string name, string value)
    {
        var error = await Assert.ThrowsAsync<KeySettingException>(() => GatewayHost.StartAsync(cluster, (name, value)));

        Assert.StartsWith("Other machines could call this server", error.Message);
        Assert.Contains("API_KEY", error.Message);
    }

    [Fact]
    public async Task Start_WithAKey_DoesNotHeedTheFlag()
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(cluster, ("API_KEY", "a-key"));

        Assert.Equal(401, (await gateway.GetAsync("/v1/categories")).Status);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:8080", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.1:1", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("rebound.example", 403)]
    [InlineData("rebound.example:8080", 403)]
    [InlineData("localhost.rebound.example", 403)]
    [InlineData("127.0.0.1.rebound.example", 403)]
    [InlineData("192.0.2.1", 403)]
    [InlineData("[2001:db8::1]", 403)]
    public async Task Get_WithoutKeys_IsAnsweredUnderThisMachinesNamesAlone(string host, int status)
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(cluster);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/categories") { Headers = { Host = host } };

        var (answered, json) = await GatewayHost.ReadAsync(await gateway.Http.SendAsync(request));

        Assert.Equal(status, answered);
        Assert.Equal(status == 403, json.TryGetProperty("type", out var type) && type.GetString() == "urn:manidala:problem:foreign-host");
    }

    [Fact]
    public async Task Get_WithAKey_IsAnsweredUnderAnyName()
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(cluster, ("API_KEY", "a-key"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/categories") { Headers = { Host = "shop.example" } };
        request.Headers.Add(ApiKeys.Header, "a-key");

        Assert.Equal(200, (await GatewayHost.ReadAsync(await gateway.Http.SendAsync(request))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "HOST", "localhost", "PORT", "80")]
    [InlineData(true, "HOST", "127.0.0.1", "PORT", "80")]
    [InlineData(true, "HOST", "::1")]
    [InlineData(false, "PORT", "80")]
    [InlineData(false, "HOST", "*")]
    [InlineData(false, "HOST", "0.0.0.0")]
    [InlineData(true, "urls", "http://localhost:80;http://127.0.0.1:81;http://[::1]:82")]
    [InlineData(false, "urls", "http://localhost:80;http://+:81")]
    [InlineData(false, "urls", "http://*:80")]
    [InlineData(false, "urls", "http://example.com:80")]
    [InlineData(false, "urls", "nonsense")]
    [InlineData(true, "urls", "http://*:80", "PORT", "80", "HOST", "localhost")]
    [InlineData(true, "Kestrel:Endpoints:A:Url", "http://localhost:80")]
    [InlineData(false, "Kestrel:Endpoints:A:Url", "http://0.0.0.0:80")]
    [InlineData(false, "urls", "http://localhost:80", "Kestrel:Endpoints:A:Url", "http://0.0.0.0:80")]
    public void IsLoopbackOnly_Settings_TellsWhetherOthersCanCall(bool isLoopback, params string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1])).Build();

        Assert.Equal(isLoopback, ListenAddress.IsLoopbackOnly(configuration));
    }
}
