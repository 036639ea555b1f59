using System.Globalization;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>
/// A silo that others cannot hear, and that goes on writing to the database: first it has lost everybody, then only the other silos, while gateways go on asking it.
/// </summary>
internal sealed class PartitionDrill : ClusterDrill
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(10);
    private readonly List<NetworkPlace> _places = [];
    private readonly List<TimeSpan> _healed = [];
    private PrivateNetwork _network = null!;
    private int _restarts;

    public override string Name => "partition";

    public override string What => "a silo cut off from all but the database for 60 s, and later from the other silos alone";

    public override async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Silos < 2)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"--silos is {settings.Silos}; of one silo nothing can be cut off: at least 2."));
        }

        _network = await PrivateNetwork.CreateAsync(cancellationToken).ConfigureAwait(false);
        await using (_network.ConfigureAwait(false))
        {
            while (_places.Count < settings.Silos)
            {
                _places.Add(await _network.AddPlaceAsync(cancellationToken).ConfigureAwait(false));
            }

            return await base.RunAsync(world, settings, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override ClusterPlan PlanOf(DrillSettings settings) => new(
        [.. _places.Select(place => SiloTerms.Plain with { Address = place.Address, DatabaseAddress = _network.DatabaseAddress, Through = place.Through })],
        settings.Gateways);

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        // The newest: an older one is what the others ask first.
        ClusterMember cutOff = run.Cluster.Silos[^1];
        NetworkPlace place = _places[^1];
        IEnumerable<NetworkPlace> others = _places.Where(other => other != place);
        TimeSpan away = AwayFor(run.Settings);
        run.Cluster.Expect(cutOff);
        var supervisor = new Supervisor(run.Cluster, text => run.Note(text));
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = supervisor.WatchAsync(cutOff, watching.Token);
        run.Note($"{cutOff.Name} is cut off from all but the database");
        await _network.CutAsync(place, cancellationToken).ConfigureAwait(false);
        await Task.Delay(away, cancellationToken).ConfigureAwait(false);
        await _network.ReconnectAsync(place, cancellationToken).ConfigureAwait(false);
        _healed.Add(await UntilWholeAsync(run, supervisor, cutOff.Name, cancellationToken).ConfigureAwait(false));

        run.Note($"{cutOff.Name} and the other silos are cut off from each other; gateways reach all");
        await Task.WhenAll(others.Select(other => _network.PartAsync(place, other, cancellationToken))).ConfigureAwait(false);
        await Task.Delay(away, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(others.Select(other => _network.RejoinAsync(place, other, cancellationToken))).ConfigureAwait(false);
        _healed.Add(await UntilWholeAsync(run, supervisor, cutOff.Name, cancellationToken).ConfigureAwait(false));
        await watching.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        _restarts = supervisor.Restarts;
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement)
    {
        Operation[] after = [.. observed.Tally.Operations.Where(one => _healed.Exists(end => one.Due > end - SettlingOf(run.Settings) && one.Due < end))];
        judgement.GivenUp()
            .Add(DrillBound.AtLeast("operations within 1 s, once all silos are there", Judgement.ShareOf(after, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100, 99, "%"))
            .Add(DrillBound.AtLeast("feeds then from a live session, not marked", Judgement.ShareOf([.. after.Where(one => one.IsFeed)], one => !one.IsFallback) * 100, 99, "%"))
            .Figure("operations answered within 1 s, %", Judgement.ShareOf(observed.Tally.Operations, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100)
            .Figure("restarts by who watches over processes", _restarts)
            .Acceptance(TimeSpan.FromMinutes(1));
    }

    private static TimeSpan AwayFor(DrillSettings settings) => settings.Every ?? Away;

    private static TimeSpan SettlingOf(DrillSettings settings) => AwayFor(settings) < LongestSettling ? AwayFor(settings) : LongestSettling;

    /// <summary>Waits until the database says that all silos are up and their process is, and then a while; answers when, since the load began.</summary>
    private static async Task<TimeSpan> UntilWholeAsync(ClusterRun run, Supervisor supervisor, string cutOff, CancellationToken cancellationToken)
    {
        run.Note($"{cutOff} is connected again");
        long deadline = Environment.TickCount64 + (long)Recovery.TotalMilliseconds;
        while (Environment.TickCount64 < deadline
            && (!supervisor.IsUp || await run.Cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false) < run.Cluster.Silos.Count))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken).ConfigureAwait(false);
        }

        run.Note($"{await run.Cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false)} silos are up");
        await Task.Delay(2 * SettlingOf(run.Settings), cancellationToken).ConfigureAwait(false);
        return run.Note($"a while after {cutOff} was connected");
    }
}
