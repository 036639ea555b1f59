using Manidala.Silo.Doctor;
using Microsoft.Extensions.Configuration;

namespace Manidala.Silo.Tests.Doctor;

public sealed class ConfigurationCheckTests
{
    [Fact]
    public void Run_WhatAStartTakes_IsOk()
    {
        Finding finding = Assert.Single(Run(("Gateway:CallTimeout", "00:00:05"), ("SOMETHING_ELSE", "1")));

        Assert.Equal(FindingLevel.Ok, finding.Level);

        // Beside the one that lets everyone on this machine call.
        Assert.StartsWith("2 settings are set", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MisspeltName_IsNamedWithTheNearest()
    {
        Finding finding = Assert.Single(Run(("Gateway:CallTimout", "00:00:05")));

        Assert.Equal((FindingLevel.Warning, "Gateway__CallTimout is read by nothing"), (finding.Level, finding.Found));
        Assert.Contains("Gateway__CallTimeout", finding.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway:CallTimeout", "01:00:00", "CallTimeout")]
    [InlineData("Sessions:HistoryLength", "0", "HistoryLength")]
    [InlineData("Encoder:Provider", "path", "ProviderLibrary")]
    [InlineData("PORT", "http", "PORT is 'http'")]
    [InlineData("SILO_PORT", "70000", "SILO_PORT is \"70000\"")]
    [InlineData("Role", "queen", "--role is \"queen\"")]
    [InlineData("LOG_LEVEL", "loud", "LOG_LEVEL is \"loud\"")]
    [InlineData("DATABASE_URL", "mysql://db", "DATABASE_URL")]
    [InlineData("JOURNAL_PARTITIONS", "year", "JOURNAL_PARTITIONS is \"year\"")]
    [InlineData("Cluster:Tls:Key", "key.pem", "Cluster:Tls is not complete")]
    [InlineData("HOST", "0.0.0.0", "no key")]
    [InlineData("API_KEY", ",", "API_KEY is set and holds no key")]
    public void Run_ValueThatEndsAStart_IsAnErrorWithItsWords(string key, string value, string words) =>
        Assert.Contains(Run((key, value)), finding => finding.Level == FindingLevel.Error && finding.Found.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void Run_SiloBehindGateways_NeedsNoKeys() => Assert.Equal(FindingLevel.Ok, Assert.Single(Run(("HOST", "0.0.0.0"), ("Role", "silo"))).Level);

    private static IReadOnlyList<Finding> Run(params (string Key, string Value)[] settings) => ConfigurationCheck.Run(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Append(("Keys:AllowAnonymous", "true")).ToDictionary(one => one.Item1, one => (string?)one.Item2)).Build());
}
