using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>A silo dies without a word, again and again, and another one is started each time.</summary>
internal sealed class KillSiloDrill : ClusterDrill
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(45);

    public override string Name => "kill-silo";

    public override string What => "kill -9 of a random silo again and again, and another one started";

    protected override double Rate => 1000;

    protected override TimeSpan? DurationOf(DrillSettings settings) => settings.Duration ?? TimeSpan.FromMinutes(10);

    protected override Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        var random = new Random(run.Settings.Seed);
        return Blows.DealAsync(DurationOf(run.Settings)!.Value, run.Settings.Every ?? Every, async () =>
        {
            ClusterMember victim = run.Cluster.Silos[random.Next(run.Cluster.Silos.Count)];
            await run.Cluster.KillAsync(victim).ConfigureAwait(false);
            run.Note($"{victim.Name} killed");
            run.Note($"{(await run.Cluster.StartSiloAsync(cancellationToken).ConfigureAwait(false)).Name} started");
        }, cancellationToken);
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement) =>
        judgement.Answers(least: .99).Acceptance(TimeSpan.FromSeconds(10)).Feeds(TimeSpan.FromSeconds(1));
}
