using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Two silos run the encoder for the others; one dies, and later one hangs in the middle of what it does.</summary>
internal sealed class ModelSiloDrill : ClusterDrill
{
    private const int ModelSilos = 2;
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);
    private static readonly SiloTerms Models = SiloTerms.Plain with { Role = "model" };
    private readonly List<TimeSpan> _ends = [];
    private TimeSpan _struck;
    private int _restarts;

    public override string Name => "model-silo";

    public override string What => "kill -9 of one of two silos that run the model, and another one started; later one of them hangs for 30 s";

    protected override ClusterPlan PlanOf(DrillSettings settings)
    {
        SiloTerms users = SiloTerms.Plain with { Environment = new Dictionary<string, string?> { ["Models__Hosting"] = "Remote" } };
        return new ClusterPlan([.. Enumerable.Repeat(users, settings.Silos), .. Enumerable.Repeat(Models, ModelSilos)], settings.Gateways);
    }

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        TimeSpan recovery = RecoveryOf(run.Settings);
        ClusterMember killed = run.Cluster.Silos[^2];
        ClusterMember hanging = run.Cluster.Silos[^1];
        run.Cluster.Expect(hanging);
        await run.Cluster.KillAsync(killed).ConfigureAwait(false);
        _struck = run.Note($"{killed.Name}, a model's, killed");
        await Task.Delay(2 * recovery, cancellationToken).ConfigureAwait(false);
        _ends.Add(run.Note("a while after, with the other one alone"));
        run.Note($"{(await run.Cluster.StartSiloAsync(cancellationToken, Models).ConfigureAwait(false)).Name}, a model's, started");
        await Task.Delay(recovery, cancellationToken).ConfigureAwait(false);

        var supervisor = new Supervisor(run.Cluster, text => run.Note(text));
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = supervisor.WatchAsync(hanging, watching.Token);
        await hanging.Process.SignalAsync("STOP", cancellationToken).ConfigureAwait(false);
        run.Note($"{hanging.Name}, a model's, hangs");
        await Task.Delay(HungFor(run.Settings), cancellationToken).ConfigureAwait(false);
        await hanging.Process.SignalAsync("CONT", cancellationToken).ConfigureAwait(false);
        run.Note($"{hanging.Name} goes on");
        await Task.Delay(2 * recovery, cancellationToken).ConfigureAwait(false);
        _ends.Add(run.Note("a while after"));
        await watching.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        _restarts = supervisor.Restarts;
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement)
    {
        TimeSpan recovery = RecoveryOf(run.Settings);
        Operation[] feeds = [.. observed.Tally.Operations.Where(one => one.IsFeed && one.Due > _struck)];
        Operation[] after = [.. feeds.Where(one => _ends.Exists(end => one.Due > end - recovery && one.Due < end))];
        judgement.Answers(least: .99).Feeds(Deadline)
            .Add(DrillBound.AtLeast("feeds from a live session, not marked, a while after a blow", Judgement.ShareOf(after, one => !one.IsFallback) * 100, 99, "%"))
            .Figure("feeds marked since the first blow, %", Judgement.ShareOf(feeds, one => one.IsFallback) * 100)
            .Figure("restarts by who watches over processes", _restarts);
    }

    private static TimeSpan HungFor(DrillSettings settings) => settings.Every ?? Hung;

    private static TimeSpan RecoveryOf(DrillSettings settings) => HungFor(settings) < LongestRecovery ? HungFor(settings) : LongestRecovery;
}
