using Manidala.Bench.Load;

namespace Manidala.Bench.Serving.Rows;

/// <summary>
/// What the process holds: idle with everybody in its journal, with as many grains as there are users that do nothing, and with sessions of all of them. The
/// last less the first two is what a session costs beyond Orleans' own part of it.
/// </summary>
internal sealed class MemoryRow : IBenchRow
{
    private const int HistoryEach = 5;
    private const double KiBInMiB = 1024;

    public string Name => "memory";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        string data = await world.FolderAsync(settings.Items, cancellationToken).ConfigureAwait(false);
        await world.ImportAsync(data, settings.KnownUsers, HistoryEach, settings.Items / 2, cancellationToken).ConfigureAwait(false);
        var idle = new List<double>();
        var whole = new List<double>();
        var noOps = new List<double>();
        var sessions = new List<double>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            await using BenchServer server = await world.StartAsync(settings.Items, null, cancellationToken, data).ConfigureAwait(false);
            using LoadClient client = await BenchServer.PrepareAsync(server.Request(settings.Users, exponent: 0, rate: 1, settings.Time), cancellationToken).ConfigureAwait(false);
            var tally = new LoadTally();

            // The first calls compile code and fill pools, which is no cost of a user.
            await BenchServer.CallAllAsync(client, LoadKind.Feed, Math.Min(settings.Users, ServingSettings.Connections), ServingSettings.Connections, tally, cancellationToken)
                .ConfigureAwait(false);
            idle.Add(await server.Silo.SettledMiBAsync(cancellationToken).ConfigureAwait(false));
            await BenchServer.CallAllAsync(client, LoadKind.Floor, settings.Users, ServingSettings.Connections, tally, cancellationToken).ConfigureAwait(false);
            double withNoOps = await server.Silo.SettledMiBAsync(cancellationToken).ConfigureAwait(false);
            await BenchServer.CallAllAsync(client, LoadKind.Feed, settings.Users, ServingSettings.Connections, tally, cancellationToken).ConfigureAwait(false);
            whole.Add(await server.Silo.SettledMiBAsync(cancellationToken).ConfigureAwait(false));
            noOps.Add((withNoOps - idle[^1]) * KiBInMiB / settings.Users);
            sessions.Add(((whole[^1] - withNoOps) * KiBInMiB / settings.Users) - noOps[^1]);
            results.Take(Name, tally);
        }

        string users = FormattableString.Invariant($"{settings.Users:#,0}");
        results.Add(Name, FormattableString.Invariant($"idle, {settings.KnownUsers:#,0} users in the journal"), "MiB", false, idle);
        results.Add(Name, $"whole process, {users} grains that do nothing and {users} sessions", "MiB", false, whole);
        results.Add(Name, "a grain that does nothing", "KiB", false, noOps);
        results.Add(Name, "an active user, beyond a grain that does nothing", "KiB", false, sessions);
    }
}
