using Manidala.Gateway.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace Manidala.Silo.Hosting;

/// <summary>Logs for people on a terminal, one line each, or JSON (<c>LOG_FORMAT</c>); <c>LOG_LEVEL</c> sets how much.</summary>
internal static class LoggingSetup
{
    public static void Configure(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        Apply(builder.Logging, builder.Configuration);
    }

    public static ILoggerFactory CreateFactory(IConfiguration configuration) => LoggerFactory.Create(logging => Apply(logging, configuration));

    private static void Apply(ILoggingBuilder logging, IConfiguration configuration)
    {
        LogLevel level = LevelOf(configuration["LOG_LEVEL"]);
        logging.SetMinimumLevel(level);

        // What the frameworks say at Information is of use to those who debug them.
        if (level == LogLevel.Information)
        {
            logging.AddFilter("Orleans", LogLevel.Warning);
            logging.AddFilter("Microsoft", LogLevel.Warning);
            logging.AddFilter("Npgsql", LogLevel.Warning);

            // While a silo has died and is not yet declared dead, or the database is away, these write a line and a stack for every message and every activation that
            // fails: hundreds a second. The callers get each of these failures, and what watches the cluster and the database says once what is wrong.
            foreach (string category in new[] { "Polly", "Orleans.Messaging", "Orleans.Grain", "Orleans.Storage" })
            {
                logging.AddFilter(category, LogLevel.Critical);
            }

            // Warns at every start that its check is an hour late: it counts from the machine's start.
            logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

            // Warns at every start that server GC is off; it is off by choice, for one process in 2 GB.
            logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        }

        if (LogFormat.IsJson(configuration))
        {
            LogFormat.Apply(logging, configuration);
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
    }

    private static LogLevel LevelOf(string? text) => text?.ToUpperInvariant() switch
    {
        null or "" or "INFO" or "INFORMATION" => LogLevel.Information,
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        "NONE" => LogLevel.None,
        _ => throw new StartupException($"LOG_LEVEL is \"{text}\"; allowed: trace, debug, info, warning, error, critical, none."),
    };
}
