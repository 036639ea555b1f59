namespace Manidala.Gateway.Hosting;

/// <summary>How much is logged, from <c>LOG_LEVEL</c>.</summary>
internal static class LogLevels
{
    // These write several lines a request, which metrics tell better.
    private static readonly string[] Talkative = ["Microsoft.AspNetCore", "Orleans"];

    // Repeats the header that it refuses, which may be the one with the key.
    private const string RefusedHeaders = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    /// <summary>The level that is asked for, Information by default; at that, Warning for what would write for every request.</summary>
    public static void Apply(LoggerFilterOptions filters, IConfiguration configuration)
    {
        filters.Rules.Add(new(null, RefusedHeaders, LogLevel.None, null));
        if (configuration["LOG_LEVEL"] is { Length: > 0 } text)
        {
            filters.MinLevel = Parse(text)
                ?? throw new InvalidOperationException($"LOG_LEVEL is '{text}'; allowed: {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }

        if (filters.MinLevel != LogLevel.Information)
        {
            return;
        }

        foreach (string category in Talkative)
        {
            filters.Rules.Add(new(null, category, LogLevel.Warning, null));
        }
    }

    // The short names are what most platforms inject.
    private static LogLevel? Parse(string text) => text.ToUpperInvariant() switch
    {
        "INFO" => LogLevel.Information,
        "WARN" => LogLevel.Warning,
        "FATAL" => LogLevel.Critical,
        _ => Enum.TryParse(text, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level) ? level : null,
    };
}
