using System.Globalization;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Load;

namespace Manidala.Bench.Drills;

/// <summary>What was seen of a load while something was done to the servers.</summary>
internal sealed record Observed(CheckingTally Tally, JournalComparison Journal, IReadOnlyList<DrillEvent> Events, TimeSpan WarmUp, TimeSpan DriverMostLate);

/// <summary>Checking clients at a constant rate, and something that happens meanwhile.</summary>
/// <param name="duration">Of the load after its warm-up; null for as long as it goes on happening.</param>
/// <param name="mix">Null for what the settings say.</param>
internal sealed class UnderLoad(Uri address, DrillSettings settings, double rate, TimeSpan? duration, TextWriter progress, LoadMix? mix = null)
{
    // Above what is under way while a silo is away, so that calls wait in the server and not here.
    private const int Connections = 2048;
    private const int FeedItems = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<DrillEvent> _events = [];
    private Func<TimeSpan> _clock = () => TimeSpan.Zero;

    /// <summary>Since the load began.</summary>
    public TimeSpan Elapsed => _clock();

    /// <summary>Says what was just done, or seen; answers when, since the load began.</summary>
    public TimeSpan Note(string what)
    {
        TimeSpan now = _clock();
        double seconds = Math.Round(now.TotalSeconds, 2);
        lock (_events)
        {
            _events.Add(new DrillEvent(seconds, what));
        }

        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds,8:N1} s  {what}"));
        return now;
    }

    /// <param name="happen">Begins after the warm-up, and may end before or after the load.</param>
    /// <param name="journal">Reads the journal when both have ended.</param>
    public async Task<Observed> RunAsync(
        Func<CancellationToken, Task> happen, Func<CancellationToken, Task<IReadOnlyCollection<JournalRow>>> journal, CancellationToken cancellationToken)
    {
        var request = new LoadRequest(address, rate, duration ?? TimeSpan.Zero, settings.WarmUp, settings.Users, FeedItems, BatchSize: 1, Patience, Connections, settings.Seed);
        var plan = new LoadPlan(request, mix ?? settings.Mix, rate);
        using var client = new CheckingClient(request, plan, Patience);
        await client.PrepareAsync(cancellationToken).ConfigureAwait(false);

        long end = duration is { } time ? (long)(rate * (settings.WarmUp + time).TotalSeconds) : long.MaxValue;
        _clock = OpenLoop.Clock();
        var loop = new OpenLoop(plan, (number, due) => client.SendAsync(number, due, _clock, cancellationToken));
        Task<OpenLoop.Pace> load = loop.RunAsync(0, end, _clock, cancellationToken);
        await Task.Delay(settings.WarmUp, cancellationToken).ConfigureAwait(false);
        await happen(cancellationToken).ConfigureAwait(false);
        if (duration is null)
        {
            loop.Stop();
        }

        OpenLoop.Pace pace = await load.ConfigureAwait(false);

        var comparison = JournalComparison.Of(client.Tally.Acknowledgements, await journal(cancellationToken).ConfigureAwait(false), pace.Sent);
        return new Observed(client.Tally, comparison, _events, settings.WarmUp, pace.MostLate);
    }
}
