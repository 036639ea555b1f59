using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Hosting;

/// <summary>Keeps looking for a silo until there is one: gateway and silos may start in any order.</summary>
internal sealed partial class ConnectionRetry(
    IOptions<ClusterClientOptions> options, TimeProvider time, ILogger<ConnectionRetry> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private int _attempts;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        var pause = PauseAfter(_attempts++, options.Value.LongestRetryPause);
        LogNoSilo(_attempts, pause.TotalSeconds, exception.Message);
        await Task.Delay(pause, time, cancellationToken);
        return true;
    }

    internal static TimeSpan PauseAfter(int attempts, TimeSpan longest)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts, 20));
        return pause < longest ? pause : longest;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answered in attempt {Attempt}; the next one follows in {PauseSeconds:0.0} s: {Reason}")]
    private partial void LogNoSilo(int attempt, double pauseSeconds, string reason);
}
