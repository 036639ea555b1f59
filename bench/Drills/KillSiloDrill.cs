using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>A silo dies without a word, again and again, and another one is started each time.</summary>
internal sealed class KillSiloDrill : IDrill
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(45);

    public string Name => "kill-silo";

    public string What => "kill -9 of a random silo again and again, and another one started";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        TimeSpan duration = settings.Duration ?? TimeSpan.FromMinutes(10);
        TimeSpan every = settings.Every ?? Every;
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, settings.Silos, settings.Gateways, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 1000, duration, world.Progress);
            var random = new Random(settings.Seed);
            Observed observed = await load.RunAsync(
                cancel => Blows.DealAsync(duration, every, async () =>
                {
                    ClusterMember victim = cluster.Silos[random.Next(cluster.Silos.Count)];
                    await cluster.KillAsync(victim).ConfigureAwait(false);
                    load.Note($"{victim.Name} killed");
                    ClusterMember next = await cluster.StartSiloAsync(cancel).ConfigureAwait(false);
                    load.Note($"{next.Name} started");
                }, cancel),
                cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
                cancellationToken).ConfigureAwait(false);
            return new Judgement(observed).Truth().Answers(least: .99).Acceptance(TimeSpan.FromSeconds(10)).Feeds(TimeSpan.FromSeconds(1))
                .Add(DrillBound.None("healthy silos declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
                .Result(this);
        }
    }
}
