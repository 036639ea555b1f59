using Manidala.Bench.Load;

namespace Manidala.Bench.Serving.Rows;

/// <summary>Feeds a second in a closed loop, beside calls to a grain that does nothing, turn by turn in one run.</summary>
internal sealed class FeedsRow : IBenchRow
{
    private const int VisitsEach = 2;

    public string Name => "feeds";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        await using BenchServer server = await world.StartAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        await MeasureAsync(Name, server, settings, results, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The row's figures of a server that runs.</summary>
    public static async Task MeasureAsync(string row, BenchServer server, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        LoadRequest request = server.Request(settings.Users, exponent: 0, rate: 1, settings.Time);
        using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        var visits = new LoadTally();
        await BenchServer.VisitAsync(client, settings.Users, VisitsEach, visits, cancellationToken).ConfigureAwait(false);
        results.Take(row, visits);

        var loop = new ClosedLoop(client, request, ServingSettings.Connections);
        await loop.RunAsync(LoadKind.Floor, settings.Time, cancellationToken).ConfigureAwait(false);
        await loop.RunAsync(LoadKind.Feed, settings.Time, cancellationToken).ConfigureAwait(false);
        var floors = new List<ClosedLoop.Run>();
        var feeds = new List<ClosedLoop.Run>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            floors.Add(await loop.RunAsync(LoadKind.Floor, settings.Time, cancellationToken).ConfigureAwait(false));
            feeds.Add(await loop.RunAsync(LoadKind.Feed, settings.Time, cancellationToken).ConfigureAwait(false));
        }

        floors.Concat(feeds).ToList().ForEach(run => results.Take(row, run.Tally));
        results.Add(row, "feeds", "1/s", true, [.. feeds.Select(run => run.PerSecond)]);
        results.Add(row, "a grain that does nothing", "1/s", true, [.. floors.Select(run => run.PerSecond)]);
        results.Add(row, "feeds to calls that do nothing", "ratio", true, [.. feeds.Zip(floors, (feed, floor) => feed.PerSecond / Math.Max(1, floor.PerSecond))]);
        results.Add(row, "feed p50", "ms", false, [.. feeds.Select(run => run.P50Ms)]);
        results.Add(row, "feed p99", "ms", false, [.. feeds.Select(run => run.P99Ms)]);
    }
}
