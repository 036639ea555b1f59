using Manidala.Bench.Drills.Checking;

namespace Manidala.Bench.Drills;

/// <summary>The database is killed and comes back, and later stands still for a while.</summary>
internal sealed class PostgresRestartDrill : ClusterDrill
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(15);
    private TimeSpan _killed;
    private TimeSpan _started;

    public override string Name => "postgres-restart";

    public override string What => "PostgreSQL killed (-m immediate) and started again, and later frozen for 5 s";

    protected override TimeSpan? DurationOf(DrillSettings settings) => settings.Duration ?? (AwayFor(settings) + Frozen + (4 * RecoveryOf(settings)));

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        await run.Cluster.Postgres.KillAsync(cancellationToken).ConfigureAwait(false);
        _killed = run.Note("PostgreSQL killed");
        await Task.Delay(AwayFor(run.Settings), cancellationToken).ConfigureAwait(false);
        _started = run.Note("PostgreSQL is started");
        await run.Cluster.Postgres.StartAsync(cancellationToken).ConfigureAwait(false);
        run.Note("PostgreSQL takes connections");
        await Task.Delay(2 * RecoveryOf(run.Settings), cancellationToken).ConfigureAwait(false);
        await run.Cluster.Postgres.FreezeAsync(cancellationToken).ConfigureAwait(false);
        run.Note("PostgreSQL frozen");
        await Task.Delay(Frozen, cancellationToken).ConfigureAwait(false);
        await run.Cluster.Postgres.ThawAsync(cancellationToken).ConfigureAwait(false);
        run.Note("PostgreSQL goes on");
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement)
    {
        TimeSpan recovery = RecoveryOf(run.Settings);
        Operation[] meanwhile = [.. observed.Tally.Operations.Where(one => one.IsFeed && one.Due > _killed && one.Due < _started)];
        Operation[] after = [.. observed.Tally.Operations.Where(one => !one.IsFeed && one.Due > _started + recovery && one.Due < _started + (2 * recovery))];
        judgement.GivenUp()
            .Add(DrillBound.None("acknowledgements while PostgreSQL was away", observed.Tally.Acknowledgements.Count(one => one.Answered > _killed && one.Answered < _started)))
            .Add(DrillBound.AtLeast("feeds meanwhile answered within 3 s", Judgement.ShareOf(meanwhile, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(3)) * 100, 99, "%"))
            .Add(DrillBound.AtLeast("feeds meanwhile from a live session, not marked", Judgement.ShareOf(meanwhile, one => !one.IsFallback) * 100, 50, "%"))
            .Add(DrillBound.AtLeast("interactions within 1 s, a while after it is back", Judgement.ShareOf(after, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100, 95, "%"));
    }

    private static TimeSpan AwayFor(DrillSettings settings) => settings.Every ?? Away;

    private static TimeSpan RecoveryOf(DrillSettings settings) => AwayFor(settings) < LongestRecovery ? AwayFor(settings) : LongestRecovery;
}
