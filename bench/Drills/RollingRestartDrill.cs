using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Every silo is replaced, one after the other, as a new version is rolled out: another one is started, then the old one is asked to end.</summary>
internal sealed class RollingRestartDrill : IDrill
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    public string Name => "rolling-restart";

    public string What => "another silo started, then an old one asked to end, until all are new";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        TimeSpan between = settings.Every ?? Between;
        TimeSpan duration = settings.Duration ?? ((settings.Silos + 1) * 2 * between);
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, settings.Silos, settings.Gateways, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration, world.Progress);
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    foreach (ClusterMember old in cluster.Silos.ToArray())
                    {
                        load.Note($"{(await cluster.StartSiloAsync(cancel).ConfigureAwait(false)).Name} started");
                        await Task.Delay(between, cancel).ConfigureAwait(false);
                        await cluster.StopAsync(old, cancel).ConfigureAwait(false);
                        load.Note($"{old.Name} ended");
                        await Task.Delay(between, cancel).ConfigureAwait(false);
                    }
                },
                cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
                cancellationToken).ConfigureAwait(false);
            return new Judgement(observed).Truth().Answers(least: .99).Unbroken()
                .Add(DrillBound.None("healthy silos declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
                .Result(this);
        }
    }
}
