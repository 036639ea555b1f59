using Manidala.Gateway.Health;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Tests.Cluster;
using Microsoft.Extensions.Configuration;

namespace Manidala.Gateway.Tests.Health;

/// <summary>What an image's health check runs beside the process that serves.</summary>
public sealed class HealthCommandTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Run_BesideAProcessThatServes_IsZero()
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(cluster);
        using var errors = new StringWriter();

        int exitCode = await HealthCommand.RunAsync(With($"{gateway.Http.BaseAddress!.Port}", null), errors);

        Assert.Equal((0, ""), (exitCode, errors.ToString()));
    }

    [Fact]
    public async Task Run_BesideNobody_IsOneAndSaysWhereItAsked()
    {
        using var errors = new StringWriter();

        // Nobody listens on the first of the ports, and nobody but root could.
        int exitCode = await HealthCommand.RunAsync(With("1", null), errors);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("manidala: http://127.0.0.1:1/health/live does not answer: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "http://127.0.0.1:8080/")]
    [InlineData("9000", "", "http://127.0.0.1:9000/")]
    [InlineData("9000", "*", "http://127.0.0.1:9000/")]
    [InlineData("9000", "localhost", "http://127.0.0.1:9000/")]
    [InlineData("9000", "0.0.0.0", "http://127.0.0.1:9000/")]
    [InlineData("9000", "10.1.2.3", "http://10.1.2.3:9000/")]
    [InlineData("9000", "fd00::7", "http://[fd00::7]:9000/")]
    public void OwnAddress_OfWhatListens_IsOneThatThisMachineReaches(string? port, string? host, string address) =>
        Assert.Equal(address, ListenAddress.OwnAddress(With(port, host)).AbsoluteUri);

    private static IConfiguration With(string? port, string? host) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["PORT"] = port, ["HOST"] = host }).Build();
}
