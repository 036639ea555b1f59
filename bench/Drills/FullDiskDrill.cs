using System.Globalization;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Processes;
using Manidala.Storage;

namespace Manidala.Bench.Drills;

/// <summary>The data folder's disk is full for a while, and read-only at another start.</summary>
internal sealed class FullDiskDrill : IDrill
{
    private const int SpareMiB = 24;
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(10);

    public string Name => "full-disk";

    public string What => "one process on SQLite whose disk is filled and freed, and then read-only at a start";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        (string model, string data) = await world.FillAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        FileInfo[] databases = new DirectoryInfo(data).GetFiles("*.db");
        int mib = (int)(databases.Sum(file => file.Length) >> 20) + SpareMiB;
        SmallDisk disk = await SmallDisk.MountAsync(world.NewFolder("small-disk"), mib, cancellationToken).ConfigureAwait(false);
        await using (disk.ConfigureAwait(false))
        {
            string folder = Path.Combine(disk.Path, "data");
            Directory.CreateDirectory(folder);
            Array.ForEach(databases, file => file.CopyTo(Path.Combine(folder, file.Name)));
            return await RunOnAsync(world, settings, disk, new Server(world, model, folder), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<DrillResult> RunOnAsync(DrillWorld world, DrillSettings settings, SmallDisk disk, Server server, CancellationToken cancellationToken)
    {
        ServerProcess process = await server.StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var readiness = new ReadinessWatch(server.Address);
            TimeSpan full = settings.Every ?? Full;
            TimeSpan recovery = full < LongestRecovery ? full : LongestRecovery;
            var load = new UnderLoad(server.Address, settings, settings.Rate ?? 200, duration: null, world.Progress);
            var seen = new FullDiskSeen();
            IntegrityReport? doctor = null;
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    await seen.FillAndFreeAsync(disk, readiness, load, full, Patience, cancel).ConfigureAwait(false);
                    await Task.Delay(2 * recovery, cancel).ConfigureAwait(false);
                    await process.StopAsync(cancel).ConfigureAwait(false);
                    await process.DisposeAsync().ConfigureAwait(false);
                    await disk.RemountAsync(isReadOnly: true, cancel).ConfigureAwait(false);
                    load.Note("ended, and the folder made read-only");
                    seen.RefusedStart = await server.RefusedStartAsync(cancel).ConfigureAwait(false);
                    load.Note($"a start on it: {seen.RefusedStart ?? "no word"}");
                    await disk.RemountAsync(isReadOnly: false, cancel).ConfigureAwait(false);
                    process = await server.StartAsync(cancel).ConfigureAwait(false);
                    load.Note("writable again, and started");
                    await Task.Delay(recovery, cancel).ConfigureAwait(false);
                },
                async cancel =>
                {
                    await process.StopAsync(cancel).ConfigureAwait(false);
                    await process.DisposeAsync().ConfigureAwait(false);
                    doctor = await DatabaseExamination.ReadAllAsync(new() { DataDirectory = server.Data }, cancel).ConfigureAwait(false);
                    using var journal = new SqliteJournal(server.Data);
                    return journal.Read();
                },
                cancellationToken).ConfigureAwait(false);

            return seen.AddTo(new Judgement(observed).Truth().GivenUp(), observed, recovery)
                .Add(DrillBound.AtLeast("a start on a read-only folder ends with a word on it", seen.RefusedStart is not null ? 1 : 0, 1))
                .Add(DrillBound.None("faults that the doctor finds", doctor!.Findings.Sum(finding => finding.Faults)))
                .Result(this);
        }
        finally
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The one process, started again and again on the same folder and port.</summary>
    private sealed class Server(DrillWorld world, string model, string data)
    {
        private readonly int _port = world.Ports.Next();
        private int _lives;

        public string Data => data;

        public Uri Address => OneProcess.AddressOf(_port);

        public Task<ServerProcess> StartAsync(CancellationToken cancellationToken) =>
            OneProcess.StartAsync(world, model, data, _port, string.Create(CultureInfo.InvariantCulture, $"full-disk-{++_lives}"), cancellationToken);

        /// <returns>The line that names the folder; null where it started, or ended without one.</returns>
        public async Task<string?> RefusedStartAsync(CancellationToken cancellationToken)
        {
            try
            {
                await (await StartAsync(cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
                return null;
            }
            catch (InvalidOperationException ended)
            {
                return ended.Message.Split('\n').FirstOrDefault(line => line.StartsWith("manidala: ", StringComparison.Ordinal) && line.Contains(data, StringComparison.Ordinal));
            }
        }
    }
}
