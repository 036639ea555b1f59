using Manidala.Bench.Load;

namespace Manidala.Bench.Drills.Checking;

/// <summary>How long a good client waits before it tries again.</summary>
internal static class AttemptPause
{
    // Where the server does not say; where it does, the span over which those come back who were refused together.
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(250);

    /// <param name="failure">How the attempt ended.</param>
    /// <param name="spread">From 0 to below 1: this client's place among those that were refused with it.</param>
    public static TimeSpan After(Exception failure, double spread) => failure switch
    {
        RefusedException { RetryAfter: { } asked } => asked + (Usual * spread),
        KeptConnectionException => TimeSpan.Zero,
        _ => Usual,
    };
}
