using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>A gateway dies without a word; what stands before it is told nothing.</summary>
internal sealed class KillGatewayDrill : ClusterDrill
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    public override string Name => "kill-gateway";

    public override string What => "kill -9 of a random gateway behind a plain TCP balancer, and another one started";

    protected override ClusterPlan PlanOf(DrillSettings settings) => ClusterPlan.Of(Math.Min(settings.Silos, 2), settings.Gateways);

    protected override TimeSpan? DurationOf(DrillSettings settings) => settings.Duration ?? TimeSpan.FromMinutes(1);

    protected override Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        var random = new Random(run.Settings.Seed);
        return Blows.DealAsync(DurationOf(run.Settings)!.Value, run.Settings.Every ?? Every, async () =>
        {
            ClusterMember victim = run.Cluster.Gateways[random.Next(run.Cluster.Gateways.Count)];
            await run.Cluster.KillAsync(victim).ConfigureAwait(false);
            run.Note($"{victim.Name} killed");
            run.Note($"{(await run.Cluster.StartGatewayAsync(cancellationToken).ConfigureAwait(false)).Name} started");
        }, cancellationToken);
    }

    // What was under way through the gateway gets no answer: the client sends it again.
    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement) => judgement.Answers(least: .99, mayBeSilent: true);
}
