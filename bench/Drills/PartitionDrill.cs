using System.Globalization;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>
/// A silo that others cannot hear, and that goes on writing to the database: first it has lost everybody, then only the other silos, while gateways go on asking it.
/// </summary>
internal sealed class PartitionDrill : IDrill
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public string Name => "partition";

    public string What => "a silo cut off from all but the database for 60 s, and later from the other silos alone";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Silos < 2)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"--silos is {settings.Silos}; of one silo nothing can be cut off: at least 2."));
        }

        PrivateNetwork network = await PrivateNetwork.CreateAsync(cancellationToken).ConfigureAwait(false);
        await using (network.ConfigureAwait(false))
        {
            var places = new List<NetworkPlace>();
            while (places.Count < settings.Silos)
            {
                places.Add(await network.AddPlaceAsync(cancellationToken).ConfigureAwait(false));
            }

            var plan = new ClusterPlan([.. places.Select(place => TermsIn(place, network))], settings.Gateways);
            DrillCluster cluster = await world.StartClusterAsync(settings.Items, plan, cancellationToken).ConfigureAwait(false);
            await using (cluster.ConfigureAwait(false))
            {
                return await RunAsync(world, settings, network, places, cluster, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static SiloTerms TermsIn(NetworkPlace place, PrivateNetwork network) =>
        SiloTerms.Plain with { Address = place.Address, DatabaseAddress = network.DatabaseAddress, Through = place.Through };

    private async Task<DrillResult> RunAsync(
        DrillWorld world, DrillSettings settings, PrivateNetwork network, List<NetworkPlace> places, DrillCluster cluster, CancellationToken cancellationToken)
    {
        var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration: null, world.Progress);
        var supervisor = new Supervisor(cluster, text => load.Note(text));

        // The newest: an older one is what the others ask first.
        ClusterMember cutOff = cluster.Silos[^1];
        NetworkPlace place = places[^1];
        cluster.Expect(cutOff);
        var healed = new List<TimeSpan>();
        Observed observed = await load.RunAsync(
            async cancel =>
            {
                using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                Task watch = supervisor.WatchAsync(cutOff, watching.Token);
                load.Note($"{cutOff.Name} is cut off from all but the database");
                await network.CutAsync(place, cancel).ConfigureAwait(false);
                await Task.Delay(settings.Every ?? Away, cancel).ConfigureAwait(false);
                await network.ReconnectAsync(place, cancel).ConfigureAwait(false);
                healed.Add(await UntilWholeAsync(load, cluster, supervisor, cutOff.Name, cancel).ConfigureAwait(false));

                load.Note($"{cutOff.Name} and the other silos are cut off from each other; gateways reach all");
                await Task.WhenAll(places.Where(other => other != place).Select(other => network.PartAsync(place, other, cancel))).ConfigureAwait(false);
                await Task.Delay(settings.Every ?? Away, cancel).ConfigureAwait(false);
                await Task.WhenAll(places.Where(other => other != place).Select(other => network.RejoinAsync(place, other, cancel))).ConfigureAwait(false);
                healed.Add(await UntilWholeAsync(load, cluster, supervisor, cutOff.Name, cancel).ConfigureAwait(false));
                await watching.CancelAsync().ConfigureAwait(false);
                await watch.ConfigureAwait(false);
            },
            cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
            cancellationToken).ConfigureAwait(false);

        Operation[] after = [.. observed.Tally.Operations.Where(one => healed.Exists(end => one.Due > end - Settling && one.Due < end))];
        return new Judgement(observed).Truth().GivenUp()
            .Add(DrillBound.None("silos missing in the end", settings.Silos - await cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false)))
            .Add(DrillBound.None("other silos that ended or were declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
            .Add(DrillBound.AtLeast("operations within 1 s, once all silos are there", Judgement.ShareOf(after, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100, 99, "%"))
            .Add(DrillBound.AtLeast("feeds then from a live session, not marked", Judgement.ShareOf([.. after.Where(one => one.IsFeed)], one => !one.IsFallback) * 100, 99, "%"))
            .Figure("operations answered within 1 s, %", Judgement.ShareOf(observed.Tally.Operations, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100)
            .Figure("restarts by who watches over processes", supervisor.Restarts)
            .Acceptance(TimeSpan.FromMinutes(1))
            .Result(this);
    }

    /// <summary>Waits until the database says that all silos are up and their process is, and then a while; answers when, since the load began.</summary>
    private static async Task<TimeSpan> UntilWholeAsync(UnderLoad load, DrillCluster cluster, Supervisor supervisor, string cutOff, CancellationToken cancellationToken)
    {
        load.Note($"{cutOff} is connected again");
        long deadline = Environment.TickCount64 + (long)Recovery.TotalMilliseconds;
        while (Environment.TickCount64 < deadline
            && (!supervisor.IsUp || await cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false) < cluster.Silos.Count))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken).ConfigureAwait(false);
        }

        load.Note($"{await cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false)} silos are up");
        await Task.Delay(2 * Settling, cancellationToken).ConfigureAwait(false);
        return load.Note($"a while after {cutOff} was connected");
    }
}
