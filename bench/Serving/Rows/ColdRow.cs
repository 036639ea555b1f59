using Manidala.Bench.Load;
using Manidala.Bench.Processes;
using HdrHistogram;

namespace Manidala.Bench.Serving.Rows;

/// <summary>
/// The first feed of users with a long history whose grains are not active: first from the journal alone, into which the history was imported, so that no snapshot
/// was ever written; then after another start, from the snapshots that the first server wrote when it ended.
/// </summary>
internal sealed class ColdRow : IBenchRow
{
    private const int Users = 100;

    // With the same history as those that are measured and before them: the first of all pay for compiled code, which is no cost of a user. More than the
    // thirty calls after which the runtime compiles a method again.
    private const int WarmUpUsers = 50;

    public string Name => "cold";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        var replayed = new List<HistogramBase>();
        var restored = new List<HistogramBase>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            string data = await world.FolderAsync(settings.Items, cancellationToken).ConfigureAwait(false);

            // Half of the catalogue, so that a feed finds items that nobody has seen.
            await world.ImportAsync(data, Users + WarmUpUsers, settings.History, settings.Items / 2, cancellationToken).ConfigureAwait(false);
            string port = FreePort.Text();
            replayed.Add(await FirstFeedsAsync(world, settings, data, port, results, cancellationToken).ConfigureAwait(false));
            restored.Add(await FirstFeedsAsync(world, settings, data, port, results, cancellationToken).ConfigureAwait(false));
            Directory.Delete(data, recursive: true);
        }

        string history = FormattableString.Invariant($"first feed after {settings.History:#,0} interactions");
        foreach ((string how, List<HistogramBase> runs) in new[] { ("from the journal", replayed), ("from a snapshot", restored) })
        {
            results.Add(Name, $"{history}, {how}, p50", "ms", false, [.. runs.Select(run => run.GetValueAtPercentile(50) / 1000.0)]);
            results.Add(Name, $"{history}, {how}, p99", "ms", false, [.. runs.Select(run => run.GetValueAtPercentile(99) / 1000.0)]);
        }
    }

    private async Task<HistogramBase> FirstFeedsAsync(
        BenchWorld world, ServingSettings settings, string data, string port, BenchResults results, CancellationToken cancellationToken)
    {
        await using BenchServer server = await world.StartAsync(settings.Items, null, cancellationToken, data, port).ConfigureAwait(false);

        LoadRequest request = server.Request(Users, exponent: 0, rate: 1, settings.Time) with { WarmUpUser = Users };
        using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        for (int user = Users; user < Users + WarmUpUsers; user++)
        {
            await client.CallAsync(LoadKind.Feed, user, new LoadTally(), cancellationToken).ConfigureAwait(false);
        }

        var tally = new LoadTally();
        await BenchServer.CallAllAsync(client, LoadKind.Feed, Users, callers: 1, tally, cancellationToken).ConfigureAwait(false);
        results.Take(Name, tally);
        await server.Silo.StopAsync(cancellationToken).ConfigureAwait(false);
        return tally.Latencies.GetValueOrDefault("feed") ?? throw new InvalidDataException("no user got a first feed.");
    }
}
