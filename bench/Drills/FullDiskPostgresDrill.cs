using System.Diagnostics;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>The disk of a cluster's PostgreSQL is full for a while.</summary>
internal sealed class FullDiskPostgresDrill : IDrill
{
    private const int SpareMiB = 48;
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    public string Name => "full-disk-postgres";

    public string What => "the disk of PostgreSQL filled and freed";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, settings.Silos, settings.Gateways, cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            await cluster.Postgres.KillAsync(cancellationToken).ConfigureAwait(false);
            SmallDisk disk = await MoveAsync(cluster.Postgres, cancellationToken).ConfigureAwait(false);
            try
            {
                await cluster.Postgres.StartAsync(cancellationToken).ConfigureAwait(false);
                return await RunOnAsync(world, settings, disk, cluster, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await EndAsync(cluster.Postgres).ConfigureAwait(false);
                await disk.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<DrillResult> RunOnAsync(DrillWorld world, DrillSettings settings, SmallDisk disk, DrillCluster cluster, CancellationToken cancellationToken)
    {
        using var readiness = new ReadinessWatch(cluster.Balancer.Address);
        if (await readiness.UntilAsync(isReady: true, Patience, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new TimeoutException("The cluster did not find its database again after that had moved.");
        }

        var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 200, duration: null, world.Progress);
        var seen = new FullDiskSeen();
        long damaged = 0;
        Observed observed = await load.RunAsync(
            async cancel =>
            {
                await seen.FillAndFreeAsync(disk, readiness, load, settings.Every ?? Full, Patience, cancel, () => StartWhereItEndedAsync(cluster.Postgres, load, cancel)).ConfigureAwait(false);
                await Task.Delay(2 * Recovery, cancel).ConfigureAwait(false);
            },
            async cancel =>
            {
                await cluster.Postgres.KillAsync(cancel).ConfigureAwait(false);
                await cluster.Postgres.StartAsync(cancel).ConfigureAwait(false);
                damaged = await DamageAsync(cluster.Postgres, world.Progress, cancel).ConfigureAwait(false);
                return await PostgresJournal.ReadAsync(cluster.Postgres, cancel).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return seen.AddTo(new Judgement(observed).Truth().GivenUp(), observed, Recovery)
            .Add(DrillBound.None("indexes of the journal that are damaged after a restart", damaged))
            .Add(DrillBound.None("silos that ended or were declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
            .Result(this);
    }

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
    private static async Task StartWhereItEndedAsync(PrivatePostgres postgres, UnderLoad load, CancellationToken cancellationToken)
    {
        try
        {
            await postgres.QueryAsync("SELECT 1", cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            load.Note("PostgreSQL had ended, and is started");
            await postgres.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Compares each index of the journal with its table.</summary>
    private static async Task<long> DamageAsync(PrivatePostgres postgres, TextWriter progress, CancellationToken cancellationToken)
    {
        await postgres.QueryAsync("CREATE EXTENSION IF NOT EXISTS amcheck", cancellationToken).ConfigureAwait(false);
        string indexes = await postgres.QueryAsync(
            "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'interaction'::regclass", cancellationToken).ConfigureAwait(false);
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
