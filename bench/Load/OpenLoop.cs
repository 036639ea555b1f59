using System.Diagnostics;

namespace Manidala.Bench.Load;

/// <summary>
/// Begins operations when they are due and never waits for one: a server that stalls meets those that came meanwhile, and each counts from when it was due and not
/// from when there was room for it (no coordinated omission).
/// </summary>
internal sealed class OpenLoop(LoadPlan plan, Func<long, TimeSpan, Task> send)
{
    private const int FewTasks = 256;
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);
    private volatile bool _isStopped;

    /// <summary>How many operations were begun, and how late the latest of them was: where this is more than a few milliseconds, the driver was too slow for the rate.</summary>
    public sealed record Pace(long Sent, TimeSpan MostLate);

    /// <param name="first">The number of the first operation.</param>
    /// <param name="clock">Time since operation 0 was due.</param>
    public async Task<Pace> RunAsync(long first, long end, Func<TimeSpan> clock, CancellationToken cancellationToken)
    {
        // A thread of its own: in the pool the loop would queue up behind the answers that it causes.
        (Pace pace, List<Task> underWay) = await Task.Factory.StartNew(
            () => Begin(first, end, clock, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        await Task.WhenAll(underWay).ConfigureAwait(false);
        return pace;
    }

    /// <summary>Begins nothing more; what is under way goes on.</summary>
    public void Stop() => _isStopped = true;

    private (Pace Pace, List<Task> UnderWay) Begin(long first, long end, Func<TimeSpan> clock, CancellationToken cancellationToken)
    {
        var underWay = new List<Task>();
        int tidiedAt = FewTasks;
        var mostLate = TimeSpan.Zero;
        long number = first;
        while (number < end && !_isStopped)
        {
            TimeSpan now = clock();
            for (TimeSpan due; number < end && (due = plan.DueAt(number)) <= now; number++)
            {
                mostLate = now - due > mostLate ? now - due : mostLate;
                Task begun = send(number, due);
                if (!begun.IsCompleted)
                {
                    underWay.Add(begun);
                }
            }

            // As seldom as the list doubles, so that a server that stalls does not make the loop slow, too.
            if (underWay.Count >= tidiedAt)
            {
                underWay.RemoveAll(task => task.IsCompletedSuccessfully);
                tidiedAt = Math.Max(FewTasks, 2 * underWay.Count);
            }

            if (number < end)
            {
                cancellationToken.WaitHandle.WaitOne(Nap);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return (new Pace(number - first, mostLate), underWay);
    }

    public static Func<TimeSpan> Clock()
    {
        long started = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(started);
    }
}
