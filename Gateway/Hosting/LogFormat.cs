using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Manidala.Gateway.Hosting;

/// <summary>How logs are written, from <c>LOG_FORMAT</c>: for people on a terminal, or as JSON for what collects them.</summary>
public static class LogFormat
{
    public static bool IsJson(IConfiguration configuration) => configuration["LOG_FORMAT"]?.ToUpperInvariant() switch
    {
        null or "" or "TEXT" => false,
        "JSON" => true,
        _ => throw new InvalidOperationException($"LOG_FORMAT is '{configuration["LOG_FORMAT"]}'; allowed: text, json."),
    };

    /// <summary>Replaces what writes logs by JSON, one object a line, where that is asked for.</summary>
    public static void Apply(ILoggingBuilder logging, IConfiguration configuration)
    {
        if (IsJson(configuration))
        {
            logging.ClearProviders();
            logging.Services.TryAddSingleton(TimeProvider.System);
            logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName);
            logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        }
    }
}
