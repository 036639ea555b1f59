using Manidala.Gateway.Hosting;
using Manidala.Gateway.Tests.Cluster;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Tests.Hosting;

/// <summary>A bad setting stops the process, and its message names the setting.</summary>
public sealed class SettingsTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("PORT", "http")]
    [InlineData("PORT", "65536")]
    [InlineData("HOST", "everywhere")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("API_KEY", ",")]
    public async Task Start_BadName_SaysWhich(string name, string value)
    {
        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GatewayHost.StartAsync(cluster, (name, value)));

        Assert.Contains(name, error.Message);
        Assert.Contains("allowed:", error.Message);
    }

    [Theory]
    [InlineData("MaxBodyBytes", "5")]
    [InlineData("CallTimeout", "00:10:00")]
    [InlineData("MaxConcurrentRequests", "0")]
    [InlineData("StreamWait", "00:00:00")]
    [InlineData("MaxHeaderBytes", "100")]
    [InlineData("MaxHeaders", "0")]
    [InlineData("HeaderTimeout", "00:00:00")]
    [InlineData("IdleTimeout", "1.00:00:00")]
    [InlineData("MinBytesPerSecond", "0")]
    [InlineData("SlowFor", "00:00:01")]
    [InlineData("MaxConnections", "10000")]
    [InlineData("DrainFor", "00:00:16")]
    public async Task Start_OptionOutOfRange_SaysWhich(string option, string value)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayHost.StartAsync(cluster, ($"Gateway:{option}", value)));

        Assert.Contains(option, error.Message);
    }

    [Fact]
    public async Task Start_OwnInteractionTypes_ReplaceTheBuiltInOnes()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster, ("Gateway:InteractionTypes:0", "listen"));

        var (refused, json) = await gateway.PostAsync("/v1/interactions", """{"userId":"types","itemId":"a","type":"view"}""");
        var (accepted, _) = await gateway.PostAsync("/v1/interactions", """{"userId":"types","itemId":"a","type":"listen"}""");

        Assert.Equal((400, "listen, seen, and undo: before any of them", 200), (refused, json.GetProperty("allowed").GetString(), accepted));
    }

    [Theory]
    [InlineData(0, 250)]
    [InlineData(1, 500)]
    [InlineData(4, 4000)]
    [InlineData(5, 5000)]
    [InlineData(int.MaxValue, 5000)]
    public void ConnectionRetry_PauseAfter_DoublesUpToTheLongest(int attempts, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ConnectionRetry.PauseAfter(attempts, TimeSpan.FromSeconds(5)));
}
