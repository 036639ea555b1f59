using System.Diagnostics;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>The disk of a cluster's PostgreSQL is full for a while.</summary>
internal sealed class FullDiskPostgresDrill : ClusterDrill
{
    private const int SpareMiB = 48;
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(15);
    private readonly FullDiskSeen _seen = new();
    private SmallDisk _disk = null!;
    private long _damaged;

    public override string Name => "full-disk-postgres";

    public override string What => "the disk of PostgreSQL filled and freed";

    protected override double Rate => 200;

    protected override async Task<DrillResult> RunAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        PrivatePostgres postgres = run.Cluster.Postgres;
        await postgres.KillAsync(cancellationToken).ConfigureAwait(false);
        _disk = await MoveAsync(postgres, cancellationToken).ConfigureAwait(false);
        try
        {
            await postgres.StartAsync(cancellationToken).ConfigureAwait(false);
            using var readiness = new ReadinessWatch(run.Cluster.Balancer.Address);
            if (await readiness.UntilAsync(isReady: true, Patience, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new TimeoutException("The cluster did not find its database again after that had moved.");
            }

            return await base.RunAsync(run, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync(postgres).ConfigureAwait(false);
            await _disk.DisposeAsync().ConfigureAwait(false);
        }
    }

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        using var readiness = new ReadinessWatch(run.Cluster.Balancer.Address);
        await _seen.FillAndFreeAsync(
            _disk, readiness, run.Load, FullFor(run.Settings), Patience, cancellationToken, () => StartWhereItEndedAsync(run, cancellationToken)).ConfigureAwait(false);
        await Task.Delay(2 * RecoveryOf(run.Settings), cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<IReadOnlyCollection<JournalRow>> ReadJournalAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        await run.Cluster.Postgres.KillAsync(cancellationToken).ConfigureAwait(false);
        await run.Cluster.Postgres.StartAsync(cancellationToken).ConfigureAwait(false);
        _damaged = await DamageAsync(run.Cluster.Postgres, run.World.Progress, cancellationToken).ConfigureAwait(false);
        return await base.ReadJournalAsync(run, cancellationToken).ConfigureAwait(false);
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement) =>
        _seen.AddTo(judgement.GivenUp(), observed, RecoveryOf(run.Settings)).Add(DrillBound.None("indexes of the journal that are damaged after a restart", _damaged));

    private static TimeSpan FullFor(DrillSettings settings) => settings.Every ?? Full;

    private static TimeSpan RecoveryOf(DrillSettings settings) => FullFor(settings) < LongestRecovery ? FullFor(settings) : LongestRecovery;

    /// <summary>Its data onto a disk of their own, with as much room again as the load needs for a while.</summary>
    private static async Task<SmallDisk> MoveAsync(PrivatePostgres postgres, CancellationToken cancellationToken)
    {
        string data = Path.Combine(postgres.Folder, "data");
        long bytes = new DirectoryInfo(data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(postgres.Folder, "disk"), (int)(bytes >> 20) + SpareMiB, cancellationToken).ConfigureAwait(false);

        // Not moved by this process: the files keep their owner, and the server insists on it.
        using Process move = Process.Start("mv", [data, disk.Path]);
        await move.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        Directory.CreateSymbolicLink(data, Path.Combine(disk.Path, "data"));
        return disk;
    }

    // A server that cannot write its log ahead ends, and an operator starts it when there is room.
    private static async Task StartWhereItEndedAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        try
        {
            await run.Cluster.Postgres.QueryAsync("SELECT 1", cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            run.Note("PostgreSQL had ended, and is started");
            await run.Cluster.Postgres.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Compares each index of the journal's partitions and of its keys with its table.</summary>
    private static async Task<long> DamageAsync(PrivatePostgres postgres, TextWriter progress, CancellationToken cancellationToken)
    {
        await postgres.QueryAsync("CREATE EXTENSION IF NOT EXISTS amcheck", cancellationToken).ConfigureAwait(false);
        string indexes = await postgres.QueryAsync(
            """
            SELECT index.oid::regclass FROM pg_index JOIN pg_class index ON index.oid = indexrelid
            WHERE index.relkind = 'i' AND (indrelid = 'interaction_key'::regclass OR indrelid IN (SELECT relid FROM pg_partition_tree('interaction')))
            """, cancellationToken).ConfigureAwait(false);
        long damaged = 0;
        foreach (string index in indexes.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                await postgres.QueryAsync($"SELECT bt_index_check('{index}', heapallindexed => true)", cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidOperationException damage)
            {
                damaged++;
                await progress.WriteLineAsync($"{index}: {damage.Message}").ConfigureAwait(false);
            }
        }

        return damaged;
    }

    private static async Task EndAsync(PrivatePostgres postgres)
    {
        if (File.Exists(Path.Combine(postgres.Folder, "data", "postmaster.pid")))
        {
            await postgres.KillAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
