using Manidala.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Manidala.Silo.Tests.Hosting;

public sealed class LoggingSetupTests
{
    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData("", LogLevel.Information)]
    [InlineData("info", LogLevel.Information)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("Information", LogLevel.Information)]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("warning", LogLevel.Warning)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("fatal", LogLevel.Critical)]
    [InlineData("critical", LogLevel.Critical)]
    public void CreateFactory_Level_IsTheLeastThatIsWritten(string? text, LogLevel least)
    {
        using ILoggerFactory factory = LoggingSetup.CreateFactory(With(text));
        ILogger logger = factory.CreateLogger("Manidala.Something");

        Assert.True(logger.IsEnabled(least));
        Assert.False(least > LogLevel.Trace && logger.IsEnabled(least - 1));
    }

    [Fact]
    public void CreateFactory_None_WritesNothing()
    {
        using ILoggerFactory factory = LoggingSetup.CreateFactory(With("none"));

        Assert.False(factory.CreateLogger("Manidala.Something").IsEnabled(LogLevel.Critical));
    }

    [Theory]
    [InlineData("Orleans.Runtime.Catalog", LogLevel.Warning)]
    [InlineData("Microsoft.Hosting.Lifetime", LogLevel.Warning)]
    [InlineData("Orleans.Runtime.Watchdog", LogLevel.Error)]
    [InlineData("Orleans.Messaging", LogLevel.Critical)]
    [InlineData("Polly", LogLevel.Critical)]
    public void CreateFactory_DefaultLevel_KeepsFrameworksQuiet(string category, LogLevel least)
    {
        using ILoggerFactory factory = LoggingSetup.CreateFactory(With(null));
        ILogger logger = factory.CreateLogger(category);

        Assert.True(logger.IsEnabled(least));
        Assert.False(logger.IsEnabled(least - 1));
    }

    [Fact]
    public void CreateFactory_UnknownLevel_SaysWhatIsAllowed()
    {
        StartupException refused = Assert.Throws<StartupException>(() => LoggingSetup.CreateFactory(With("loud")));

        Assert.Contains("\"loud\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("trace, debug, info", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateFactory_Json_HasWhatWritesIt()
    {
        IConfigurationRoot settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["LOG_FORMAT"] = "json" }).Build();

        using ILoggerFactory factory = LoggingSetup.CreateFactory(settings);

        Assert.True(factory.CreateLogger("Manidala.Something").IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void CreateFactory_UnknownFormat_SaysWhatIsAllowed()
    {
        IConfigurationRoot settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["LOG_FORMAT"] = "xml" }).Build();

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => LoggingSetup.CreateFactory(settings));

        Assert.Contains("LOG_FORMAT is 'xml'; allowed: text, json.", refused.Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot With(string? level) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["LOG_LEVEL"] = level }).Build();
}
