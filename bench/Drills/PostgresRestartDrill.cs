using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>The database is killed and comes back, and later stands still for a while.</summary>
internal sealed class PostgresRestartDrill : IDrill
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(15);

    public string Name => "postgres-restart";

    public string What => "PostgreSQL killed (-m immediate) and started again, and later frozen for 5 s";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        TimeSpan away = settings.Every ?? Away;
        TimeSpan recovery = away < LongestRecovery ? away : LongestRecovery;
        TimeSpan duration = settings.Duration ?? (away + Frozen + (4 * recovery));
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, settings.Silos, settings.Gateways, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration, world.Progress);
            TimeSpan killed = default, started = default;
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    await cluster.Postgres.KillAsync(cancel).ConfigureAwait(false);
                    killed = load.Note("PostgreSQL killed");
                    await Task.Delay(away, cancel).ConfigureAwait(false);
                    started = load.Note("PostgreSQL is started");
                    await cluster.Postgres.StartAsync(cancel).ConfigureAwait(false);
                    load.Note("PostgreSQL takes connections");
                    await Task.Delay(2 * recovery, cancel).ConfigureAwait(false);
                    await cluster.Postgres.FreezeAsync(cancel).ConfigureAwait(false);
                    load.Note("PostgreSQL frozen");
                    await Task.Delay(Frozen, cancel).ConfigureAwait(false);
                    await cluster.Postgres.ThawAsync(cancel).ConfigureAwait(false);
                    load.Note("PostgreSQL goes on");
                },
                cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
                cancellationToken).ConfigureAwait(false);

            Operation[] meanwhile = [.. observed.Tally.Operations.Where(one => one.IsFeed && one.Due > killed && one.Due < started)];
            Operation[] after = [.. observed.Tally.Operations.Where(one => !one.IsFeed && one.Due > started + recovery && one.Due < started + (2 * recovery))];
            return new Judgement(observed).Truth().GivenUp()
                .Add(DrillBound.None("acknowledgements while PostgreSQL was away", observed.Tally.Acknowledgements.Count(one => one.Answered > killed && one.Answered < started)))
                .Add(DrillBound.AtLeast("feeds meanwhile answered within 3 s", Judgement.ShareOf(meanwhile, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(3)) * 100, 99, "%"))
                .Add(DrillBound.AtLeast("feeds meanwhile from a live session, not marked", Judgement.ShareOf(meanwhile, one => !one.IsFallback) * 100, 50, "%"))
                .Add(DrillBound.AtLeast("interactions within 1 s, a while after it is back", Judgement.ShareOf(after, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100, 95, "%"))
                .Add(DrillBound.None("silos that ended or were declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
                .Result(this);
        }
    }
}
