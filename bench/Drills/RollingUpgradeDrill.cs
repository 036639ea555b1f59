using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Load;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Drills;

/// <summary>
/// A cluster of an older build becomes one of this build, silo by silo and gateway by gateway, while both serve the same users. In between an old silo is started
/// once more, as happens where one fails during a rollout, or where that is taken back.
/// </summary>
internal sealed class RollingUpgradeDrill : ClusterDrill
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private ProgramSet _old = ProgramSet.Current;
    private TimeSpan _mixed;
    private TimeSpan _whole;
    private bool _oldStartsBesideNew;

    public override string Name => "rolling-upgrade";

    public override string What => "silos and gateways of an older build replaced one by one by those of this one";

    public override async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        if (settings.FromCommit is { } commit)
        {
            await world.Progress.WriteLineAsync($"a build of {commit} …").ConfigureAwait(false);
            _old = await OldBuild.MakeAsync(commit, Path.Combine(world.NewFolder("old"), "build"), cancellationToken).ConfigureAwait(false);
        }
        else if (settings.From is { } folder)
        {
            _old = ProgramSet.In(folder);
        }

        return await base.RunAsync(world, settings, cancellationToken).ConfigureAwait(false);
    }

    protected override ClusterPlan PlanOf(DrillSettings settings) => base.PlanOf(settings) with { Programs = _old };

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        TimeSpan between = run.Settings.Every ?? Between;
        ClusterMember[] silos = [.. run.Cluster.Silos];
        ClusterMember[] gateways = [.. run.Cluster.Gateways];
        run.Note($"all of {run.Settings.FromCommit ?? Path.GetFileName(run.Settings.From) ?? "this build, too: neither --from nor --from-commit is given"}");
        run.Cluster.Programs = ProgramSet.Current;
        for (int pair = 0; pair < Math.Max(silos.Length, gateways.Length); pair++)
        {
            if (pair < silos.Length)
            {
                run.Note($"{(await run.Cluster.StartSiloAsync(cancellationToken).ConfigureAwait(false)).Name} of this build started");
                _mixed = pair == 0 ? run.Note("old and new side by side") : _mixed;
                await Task.Delay(between, cancellationToken).ConfigureAwait(false);
                await (pair == 0 ? StartOldOnceMoreAsync(run, between, cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
                await EndAsync(run, silos[pair], between, cancellationToken).ConfigureAwait(false);
            }

            if (pair < gateways.Length)
            {
                run.Note($"{(await run.Cluster.StartGatewayAsync(cancellationToken).ConfigureAwait(false)).Name} of this build started");
                await Task.Delay(between, cancellationToken).ConfigureAwait(false);
                await EndAsync(run, gateways[pair], between, cancellationToken).ConfigureAwait(false);
            }
        }

        _whole = run.Note("all of this build");
        await Task.Delay(between, cancellationToken).ConfigureAwait(false);
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement)
    {
        Operation[] mixed = [.. observed.Tally.Operations.Where(one => one.IsFeed && one.Due > _mixed && one.Due < _whole)];

        // A gateway that ends closes connections on which calls may be coming: such a call is sent again at once.
        judgement.Answers(least: .99, mayBeSilent: true).Unbroken(besides: LoadFailure.KeptConnection)
            .Add(DrillBound.AtLeast("feeds from a live session, not marked, of old and new side by side", Judgement.ShareOf(mixed, one => !one.IsFallback) * 100, 99, "%"))
            .Figure("an old silo starts beside new ones", _oldStartsBesideNew ? 1 : 0);
    }

    private static async Task EndAsync(ClusterRun run, ClusterMember old, TimeSpan between, CancellationToken cancellationToken)
    {
        await run.Cluster.StopAsync(old, cancellationToken).ConfigureAwait(false);
        run.Note($"{old.Name} ended");
        await Task.Delay(between, cancellationToken).ConfigureAwait(false);
    }

    private async Task StartOldOnceMoreAsync(ClusterRun run, TimeSpan between, CancellationToken cancellationToken)
    {
        run.Cluster.Programs = _old;
        try
        {
            ClusterMember again = await run.Cluster.StartSiloAsync(cancellationToken).ConfigureAwait(false);
            run.Note($"{again.Name}, an old one, started beside new ones");
            _oldStartsBesideNew = true;
            await Task.Delay(between, cancellationToken).ConfigureAwait(false);
            await EndAsync(run, again, between, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException ended)
        {
            run.Note($"an old silo does not start beside new ones: {ended.Message.Split('\n').FirstOrDefault(line => line.StartsWith("manidala: ", StringComparison.Ordinal)) ?? ended.Message}");
        }
        finally
        {
            run.Cluster.Programs = ProgramSet.Current;
        }
    }
}
