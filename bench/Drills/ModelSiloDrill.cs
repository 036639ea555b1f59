using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Two silos run the encoder for the others; one dies, and later one hangs in the middle of what it does.</summary>
internal sealed class ModelSiloDrill : IDrill
{
    private const int ModelSilos = 2;
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    public string Name => "model-silo";

    public string What => "kill -9 of one of two silos that run the model, and another one started; later one of them hangs for 30 s";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        TimeSpan hung = settings.Every ?? Hung;
        TimeSpan recovery = hung < LongestRecovery ? hung : LongestRecovery;
        SiloTerms users = SiloTerms.Plain with { Environment = new Dictionary<string, string?> { ["Models__Hosting"] = "Remote" } };
        SiloTerms models = SiloTerms.Plain with { Role = "model" };
        var plan = new ClusterPlan([.. Enumerable.Repeat(users, settings.Silos), .. Enumerable.Repeat(models, ModelSilos)], settings.Gateways);
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, plan, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration: null, world.Progress);
            var supervisor = new Supervisor(cluster, text => load.Note(text));
            ClusterMember killed = cluster.Silos[^2];
            ClusterMember hanging = cluster.Silos[^1];
            cluster.Expect(hanging);
            var ends = new List<TimeSpan>();
            TimeSpan struck = default;
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    await cluster.KillAsync(killed).ConfigureAwait(false);
                    struck = load.Note($"{killed.Name}, a model's, killed");
                    await Task.Delay(2 * recovery, cancel).ConfigureAwait(false);
                    ends.Add(load.Note("a while after, with the other one alone"));
                    load.Note($"{(await cluster.StartSiloAsync(cancel, models).ConfigureAwait(false)).Name}, a model's, started");
                    await Task.Delay(recovery, cancel).ConfigureAwait(false);

                    using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    Task watch = supervisor.WatchAsync(hanging, watching.Token);
                    await hanging.Process.SignalAsync("STOP", cancel).ConfigureAwait(false);
                    load.Note($"{hanging.Name}, a model's, hangs");
                    await Task.Delay(hung, cancel).ConfigureAwait(false);
                    await hanging.Process.SignalAsync("CONT", cancel).ConfigureAwait(false);
                    load.Note($"{hanging.Name} goes on");
                    await Task.Delay(2 * recovery, cancel).ConfigureAwait(false);
                    ends.Add(load.Note("a while after"));
                    await watching.CancelAsync().ConfigureAwait(false);
                    await watch.ConfigureAwait(false);
                },
                cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
                cancellationToken).ConfigureAwait(false);

            Operation[] feeds = [.. observed.Tally.Operations.Where(one => one.IsFeed && one.Due > struck)];
            Operation[] after = [.. feeds.Where(one => ends.Exists(end => one.Due > end - recovery && one.Due < end))];
            return new Judgement(observed).Truth().Answers(least: .99).Feeds(Deadline)
                .Add(DrillBound.AtLeast("feeds from a live session, not marked, a while after a blow", Judgement.ShareOf(after, one => !one.IsFallback) * 100, 99, "%"))
                .Add(DrillBound.None("silos missing in the end", settings.Silos + ModelSilos - await cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false)))
                .Add(DrillBound.None("other silos that ended or were declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
                .Figure("feeds marked since the first blow, %", Judgement.ShareOf(feeds, one => one.IsFallback) * 100)
                .Figure("restarts by who watches over processes", supervisor.Restarts)
                .Result(this);
        }
    }
}
