using System.Net;
using Manidala.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace Manidala.Silo.Tests.Hosting;

public sealed class SiloSettingsTests
{
    [Fact]
    public void Read_NothingSet_IsOneProcessAloneOnThisMachine()
    {
        SiloSettings settings = Read([]);

        Assert.Equal(SiloSettings.AllRole, settings.Role);
        Assert.True(settings.ServesHttp);
        Assert.Equal(Path.GetFullPath("data"), settings.DataDirectory);
        Assert.Equal(SiloSettings.DefaultClusterId, settings.ClusterId);
        Assert.Equal(IPAddress.Loopback, settings.AdvertisedAddress);
        Assert.Equal(0, settings.GatewayPort);
    }

    [Fact]
    public void Read_TwoProcessesAlone_TakeDifferentPorts() => Assert.NotEqual(Read([]).SiloPort, Read([]).SiloPort);

    [Theory]
    [InlineData("Role", "silo")]
    [InlineData("Role", "model")]
    [InlineData("DATABASE_URL", "postgres://somewhere/manidala")]
    [InlineData("PGHOST", "somewhere")]
    public void Read_OneOfSeveralProcesses_HasThePortsThatTheOthersExpect(string name, string value)
    {
        SiloSettings settings = Read(new() { [name] = value });

        Assert.Equal(11111, settings.SiloPort);
        Assert.Equal(30000, settings.GatewayPort);
    }

    [Theory]
    [InlineData("all", true)]
    [InlineData("silo", false)]
    [InlineData("model", false)]
    public void ServesHttp_Role_OnlyOfAll(string role, bool servesHttp) => Assert.Equal(servesHttp, Read(new() { ["Role"] = role }).ServesHttp);

    [Fact]
    public void Read_AllSet_TakesEach()
    {
        SiloSettings settings = Read(new()
        {
            ["Role"] = "silo",
            ["Data"] = "/somewhere",
            ["Cluster:Id"] = "blue",
            ["POD_IP"] = "10.1.2.3",
            ["POD_NAME"] = "silo-7d9",
            ["SILO_PORT"] = "4000",
            ["SILO_GATEWAY_PORT"] = "5000",
        });

        Assert.Equal(new SiloSettings("silo", "/somewhere", "blue", IPAddress.Parse("10.1.2.3"), 4000, 5000) { Name = "silo-7d9" }, settings);
    }

    [Theory]
    [InlineData("Role", "queen", "all, silo, model")]
    [InlineData("Role", "All", "all, silo, model")]
    [InlineData("POD_IP", "here", "an IP address")]
    [InlineData("SILO_PORT", "65536", "0 to 65535")]
    [InlineData("SILO_PORT", "-1", "0 to 65535")]
    [InlineData("SILO_GATEWAY_PORT", "many", "0 to 65535")]
    public void Read_BadValue_SaysWhatWasFoundAndWhatIsAllowed(string name, string value, string allowed)
    {
        StartupException refused = Assert.Throws<StartupException>(() => Read(new() { [name] = value }));

        Assert.Contains($"\"{value}\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NameThatTheListOfMembersCannotHold_IsRefused()
    {
        StartupException refused = Assert.Throws<StartupException>(() => Read(new() { ["POD_NAME"] = new string('a', 151) }));

        Assert.Contains("POD_NAME has 151 characters; allowed: 150", refused.Message, StringComparison.Ordinal);
    }

    private static SiloSettings Read(Dictionary<string, string?> values) =>
        SiloSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
}
