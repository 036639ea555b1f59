using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>One silo becomes several, and one again.</summary>
internal sealed class ScaleDrill : IDrill
{
    private const int Most = 4;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    public string Name => "scale";

    public string What => "from one silo to four and back to one";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        TimeSpan between = settings.Every ?? Between;
        TimeSpan duration = settings.Duration ?? (2 * Most * between);
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, silos: 1, settings.Gateways, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration, world.Progress);
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    while (cluster.Silos.Count < Most)
                    {
                        load.Note($"{(await cluster.StartSiloAsync(cancel).ConfigureAwait(false)).Name} started");
                        await Task.Delay(between, cancel).ConfigureAwait(false);
                    }

                    // The first ones: what users there were before has to move.
                    while (cluster.Silos.Count > 1)
                    {
                        ClusterMember oldest = cluster.Silos[0];
                        await cluster.StopAsync(oldest, cancel).ConfigureAwait(false);
                        load.Note($"{oldest.Name} ended");
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
