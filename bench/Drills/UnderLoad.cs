using System.Globalization;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Load;

namespace Manidala.Bench.Drills;

/// <summary>What was seen of a load while something was done to the servers.</summary>
/// <param name="Seconds">Of what counts, after the warm-up.</param>
internal sealed record Observed(CheckingTally Tally, JournalComparison Journal, IReadOnlyList<DrillEvent> Events, TimeSpan WarmUp, double Seconds, TimeSpan DriverMostLate);

/// <summary>Checking clients at a constant rate, and something that happens meanwhile.</summary>
internal sealed class UnderLoad(Uri address, DrillSettings settings, double rate, TimeSpan duration, TextWriter progress)
{
    // Above what is under way while a silo is away, so that calls wait in the server and not here.
    private const int Connections = 2048;
    private const int FeedItems = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<DrillEvent> _events = [];
    private Func<TimeSpan> _clock = () => TimeSpan.Zero;

    /// <summary>Says what was just done, or seen.</summary>
    public void Note(string what)
    {
        double seconds = Math.Round(_clock().TotalSeconds, 2);
        lock (_events)
        {
            _events.Add(new DrillEvent(seconds, what));
        }

        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds,8:N1} s  {what}"));
    }

    /// <param name="happen">Begins after the warm-up, and may end before or after the load.</param>
    /// <param name="journal">Reads the journal when both have ended.</param>
    public async Task<Observed> RunAsync(
        Func<CancellationToken, Task> happen, Func<CancellationToken, Task<IReadOnlyCollection<JournalRow>>> journal, CancellationToken cancellationToken)
    {
        var request = new LoadRequest(address, rate, duration, settings.WarmUp, settings.Users, FeedItems, BatchSize: 1, Patience, Connections, settings.Seed);
        var plan = new LoadPlan(request, settings.Mix, rate);
        using var client = new CheckingClient(request, plan, Patience);
        await client.PrepareAsync(cancellationToken).ConfigureAwait(false);

        long end = (long)(rate * (settings.WarmUp + duration).TotalSeconds);
        _clock = OpenLoop.Clock();
        var loop = new OpenLoop(plan, (number, due) => client.SendAsync(number, due, _clock, cancellationToken));
        Task<OpenLoop.Pace> load = loop.RunAsync(0, end, _clock, cancellationToken);
        await Task.Delay(settings.WarmUp, cancellationToken).ConfigureAwait(false);
        await happen(cancellationToken).ConfigureAwait(false);
        OpenLoop.Pace pace = await load.ConfigureAwait(false);

        var comparison = JournalComparison.Of(client.Tally.Acknowledgements, await journal(cancellationToken).ConfigureAwait(false), end);
        return new Observed(client.Tally, comparison, _events, settings.WarmUp, duration.TotalSeconds, pace.MostLate);
    }
}
