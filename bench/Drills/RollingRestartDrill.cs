using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Every silo is replaced, one after the other, as a new version is rolled out: another one is started, then the old one is asked to end.</summary>
internal sealed class RollingRestartDrill : ClusterDrill
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    public override string Name => "rolling-restart";

    public override string What => "another silo started, then an old one asked to end, until all are new";

    protected override TimeSpan? DurationOf(DrillSettings settings) => settings.Duration ?? ((settings.Silos + 1) * 2 * (settings.Every ?? Between));

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        TimeSpan between = run.Settings.Every ?? Between;
        foreach (ClusterMember old in run.Cluster.Silos.ToArray())
        {
            run.Note($"{(await run.Cluster.StartSiloAsync(cancellationToken).ConfigureAwait(false)).Name} started");
            await Task.Delay(between, cancellationToken).ConfigureAwait(false);
            await run.Cluster.StopAsync(old, cancellationToken).ConfigureAwait(false);
            run.Note($"{old.Name} ended");
            await Task.Delay(between, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement) => judgement.Answers(least: .99).Unbroken();
}
