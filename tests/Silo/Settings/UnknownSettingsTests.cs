using Manidala.Silo.Settings;

namespace Manidala.Silo.Tests.Settings;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Gateway:CallTimout", "Gateway__CallTimeout")]
    [InlineData("Gatway:CallTimeout", "Gateway__CallTimeout")]
    [InlineData("Retrieval:Reccall", "Retrieval__Recall")]
    [InlineData("Rates:Ingest:Request", "Rates__Ingest__Requests")]
    [InlineData("Key:Files:0", "Keys__Files")]
    [InlineData("Cluster:Tls:Certficate", "Cluster__Tls__Certificate")]
    [InlineData("DATABSE_URL", "DATABASE_URL")]
    [InlineData("LOGLEVEL", "LOG_LEVEL")]
    [InlineData("Gateway:Nonsense", null)]
    public void Find_SlipOfAName_IsFoundWithTheNearest(string key, string? nearest)
    {
        (string Key, SettingName? Nearest) found = Assert.Single(UnknownSettings.Find([key]));

        Assert.Equal((key, nearest), (found.Key, found.Nearest?.Variable));
    }

    [Theory]
    [InlineData("Gateway:CallTimeout")]
    [InlineData("GATEWAY:CALLTIMEOUT")]
    [InlineData("Gateway:InteractionTypes:0")]
    [InlineData("Gorse:FeedbackTypes:star")]
    [InlineData("Rates:Ingest:Per")]
    [InlineData("DATABASE_URL")]
    [InlineData("POD_NAME")]
    [InlineData("NODE_NAME")]
    [InlineData("PATH")]
    [InlineData("DATE")]
    [InlineData("PGDATA")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("SomebodyElses:CallTimeout")]
    public void Find_KnownNameOrSomebodyElses_IsNot(string key) => Assert.Empty(UnknownSettings.Find([key]));
}
