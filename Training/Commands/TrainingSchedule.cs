using System.Globalization;

namespace Manidala.Training.Commands;

/// <summary>Trains again and again: at fixed times, or when enough has been added to the journal, whichever comes first. A round that fails is said and tried again.</summary>
/// <param name="every">Time from the start of a round to the start of the next; null where only the journal decides.</param>
/// <param name="newInteractions">Growth of the journal's sequence that starts a round; null where only the time decides.</param>
internal sealed class TrainingSchedule(TimeProvider time, TextWriter notices, TimeSpan? every, long? newInteractions)
{
    /// <summary>How often the journal is looked at.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    /// <summary>Rest after a round that failed, unless the next one is due sooner by time.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    /// <summary>Runs until cancelled, which is its good end.</summary>
    /// <param name="trainedThrough">Where the active model's data end; null where there is no model.</param>
    /// <param name="horizon">Where the journal stands.</param>
    /// <param name="round">Trains and publishes; answers through which sequence.</param>
    public async Task RunAsync(
        Func<CancellationToken, Task<long?>> trainedThrough,
        Func<CancellationToken, Task<long>> horizon,
        Func<CancellationToken, Task<long>> round,
        CancellationToken cancellationToken)
    {
        long? through = null;
        bool isKnown = false;
        DateTimeOffset? next = every is null ? null : time.GetUtcNow();
        DateTimeOffset restsUntil = DateTimeOffset.MinValue;
        try
        {
            while (true)
            {
                DateTimeOffset now = time.GetUtcNow();
                try
                {
                    if (!isKnown)
                    {
                        through = await trainedThrough(cancellationToken).ConfigureAwait(false);
                        isKnown = true;
                    }

                    if (now >= next || (now >= restsUntil && await HasGrownAsync(through, horizon, cancellationToken).ConfigureAwait(false)))
                    {
                        next = now + every;
                        through = await round(cancellationToken).ConfigureAwait(false);
                    }
                }
                catch (Exception failure) when (CommandRunner.IsExplained(failure))
                {
                    restsUntil = time.GetUtcNow() + Rest;
                    await notices.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture,
                        $"manidala: this round failed: {failure.Message} The next one is tried at {NextTry(next, restsUntil):u}.")).ConfigureAwait(false);
                }

                await Task.Delay(UntilNextLook(next), time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await notices.WriteLineAsync("manidala: the schedule has ended; a round under way goes on from its checkpoint with the same command").ConfigureAwait(false);
        }
    }

    private async Task<bool> HasGrownAsync(long? through, Func<CancellationToken, Task<long>> horizon, CancellationToken cancellationToken) =>
        newInteractions is { } enough
        && (through is null || await horizon(cancellationToken).ConfigureAwait(false) - through >= enough);

    private DateTimeOffset NextTry(DateTimeOffset? next, DateTimeOffset restsUntil) =>
        newInteractions is null ? next!.Value : next is { } due && due < restsUntil ? due : restsUntil;

    private TimeSpan UntilNextLook(DateTimeOffset? next)
    {
        if (next is not { } due)
        {
            return Poll;
        }

        TimeSpan left = due - time.GetUtcNow();
        left = left < TimeSpan.Zero ? TimeSpan.Zero : left;
        return newInteractions is not null && left > Poll ? Poll : left;
    }
}
