namespace Manidala.Bench.Drills;

/// <summary>The same again and again, for as long as the load lasts.</summary>
internal static class Blows
{
    /// <summary>As many blows as fit, at least one; the last one has as long to heal as the others.</summary>
    public static async Task DealAsync(TimeSpan duration, TimeSpan every, Func<Task> deal, CancellationToken cancellationToken)
    {
        for (int left = Math.Max(1, (int)(duration / every)); left > 0; left--)
        {
            Task pause = Task.Delay(every, cancellationToken);
            await deal().ConfigureAwait(false);
            await pause.ConfigureAwait(false);
        }
    }
}
