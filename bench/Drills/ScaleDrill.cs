using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>One silo becomes several, and one again.</summary>
internal sealed class ScaleDrill : ClusterDrill
{
    private const int Most = 4;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    public override string Name => "scale";

    public override string What => "from one silo to four and back to one";

    protected override ClusterPlan PlanOf(DrillSettings settings) => ClusterPlan.Of(silos: 1, settings.Gateways);

    protected override TimeSpan? DurationOf(DrillSettings settings) => settings.Duration ?? (2 * Most * (settings.Every ?? Between));

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        TimeSpan between = run.Settings.Every ?? Between;
        while (run.Cluster.Silos.Count < Most)
        {
            run.Note($"{(await run.Cluster.StartSiloAsync(cancellationToken).ConfigureAwait(false)).Name} started");
            await Task.Delay(between, cancellationToken).ConfigureAwait(false);
        }

        // The first ones: what users there were before has to move.
        while (run.Cluster.Silos.Count > 1)
        {
            ClusterMember oldest = run.Cluster.Silos[0];
            await run.Cluster.StopAsync(oldest, cancellationToken).ConfigureAwait(false);
            run.Note($"{oldest.Name} ended");
            await Task.Delay(between, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement) => judgement.Answers(least: .99).Unbroken();
}
