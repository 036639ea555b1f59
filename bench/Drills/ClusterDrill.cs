using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>
/// The frame of a drill on a cluster: it starts, bears load while something is done to it, and is held to what has to be true whatever happens. What is done, and
/// what has to hold beyond that, is each drill's own. For one run.
/// </summary>
internal abstract class ClusterDrill : IDrill
{
    public abstract string Name { get; }

    public abstract string What { get; }

    /// <summary>Operations a second, where the settings do not say.</summary>
    protected virtual double Rate => 500;

    public virtual async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, PlanOf(settings), cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            double rate = settings.Rate ?? await RateOfAsync(cluster, settings, cancellationToken).ConfigureAwait(false);
            var load = new UnderLoad(cluster.Balancer.Address, settings, rate, DurationOf(settings), world.Progress);
            return await RunAsync(new ClusterRun(world, settings, cluster, load), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the cluster begins with.</summary>
    protected virtual ClusterPlan PlanOf(DrillSettings settings) => ClusterPlan.Of(settings.Silos, settings.Gateways);

    /// <summary>Operations a second that this cluster is to bear, where the settings do not say.</summary>
    protected virtual Task<double> RateOfAsync(DrillCluster cluster, DrillSettings settings, CancellationToken cancellationToken) => Task.FromResult(Rate);

    /// <summary>How long the load goes on after its warm-up; null for as long as the disturbance.</summary>
    protected virtual TimeSpan? DurationOf(DrillSettings settings) => null;

    /// <summary>The load and the judgement, on a cluster that is ready.</summary>
    protected virtual async Task<DrillResult> RunAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        Observed observed = await run.Load.RunAsync(
            cancel => DisturbAsync(run, cancel), cancel => ReadJournalAsync(run, cancel), cancellationToken).ConfigureAwait(false);
        int missing = run.Cluster.Silos.Count - await run.Cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false);
        Judgement judgement = new Judgement(observed).Truth()
            .Add(DrillBound.None("silos missing in the end", Math.Max(0, missing)))
            .Add(DrillBound.None("healthy silos declared dead", await run.Cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)));
        Judge(run, observed, judgement);
        return judgement.Result(this);
    }

    /// <summary>Begins after the warm-up, and may end before or after the load.</summary>
    protected abstract Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken);

    /// <summary>When disturbance and load have ended.</summary>
    protected virtual Task<IReadOnlyCollection<JournalRow>> ReadJournalAsync(ClusterRun run, CancellationToken cancellationToken) =>
        PostgresJournal.ReadAsync(run.Cluster.Postgres, cancellationToken);

    /// <summary>What has to hold beyond the truth.</summary>
    protected abstract void Judge(ClusterRun run, Observed observed, Judgement judgement);
}
