using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>A gateway dies without a word; what stands before it is told nothing.</summary>
internal sealed class KillGatewayDrill : IDrill
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    public string Name => "kill-gateway";

    public string What => "kill -9 of a random gateway behind a plain TCP balancer, and another one started";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        TimeSpan duration = settings.Duration ?? TimeSpan.FromMinutes(1);
        TimeSpan every = settings.Every ?? Every;
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, Math.Min(settings.Silos, 2), settings.Gateways, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration, world.Progress);
            var random = new Random(settings.Seed);
            Observed observed = await load.RunAsync(
                cancel => Blows.DealAsync(duration, every, async () =>
                {
                    ClusterMember victim = cluster.Gateways[random.Next(cluster.Gateways.Count)];
                    await cluster.KillAsync(victim).ConfigureAwait(false);
                    load.Note($"{victim.Name} killed");
                    ClusterMember next = await cluster.StartGatewayAsync(cancel).ConfigureAwait(false);
                    load.Note($"{next.Name} started");
                }, cancel),
                cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
                cancellationToken).ConfigureAwait(false);

            // What was under way through the gateway gets no answer: the client sends it again.
            return new Judgement(observed).Truth().Answers(least: .99, mayBeSilent: true)
                .Add(DrillBound.None("healthy silos declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
                .Result(this);
        }
    }
}
