namespace Manidala.Gateway.Hosting;

/// <summary>How much is logged, from <c>LOG_LEVEL</c>.</summary>
internal static class LogLevels
{
    public static void Apply(LoggerFilterOptions filters, IConfiguration configuration)
    {
        if (configuration["LOG_LEVEL"] is not { Length: > 0 } text)
        {
            return;
        }

        filters.MinLevel = Enum.TryParse(text, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level)
            ? level
            : throw new InvalidOperationException($"LOG_LEVEL is '{text}'; allowed: {string.Join(", ", Enum.GetNames<LogLevel>())}.");
    }
}
