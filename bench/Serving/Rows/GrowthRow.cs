using Manidala.Bench.Load;

namespace Manidala.Bench.Serving.Rows;

/// <summary>How feeds a second and memory follow the number of items, of active users, and the length of their histories; one of these grows at a time.</summary>
internal sealed class GrowthRow : IBenchRow
{
    private const int FewUsers = 1_000;
    private const int FewItems = 10_000;
    private const int MostItems = 10_000_000;

    // Items as floats and their index, the bundle on the way in, and the catalogue: about 2 KiB an item at the peak.
    private const long BytesForMostItems = 32L << 30;

    private static readonly int[] Items = [10_000, 100_000, 1_000_000];
    private static readonly int[] Users = [1_000, 10_000, 100_000];
    private static readonly int[] Histories = [10, 100, 1_000, 10_000];

    public string Name => "growth";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        bool hasRoom = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= BytesForMostItems;
        if (!hasRoom)
        {
            results.Skip($"{Name} ({MostItems:#,0} items)", "needs 32 GiB of memory");
        }

        await VaryAsync("items", hasRoom ? [.. Items, MostItems] : Items, items => (items, FewUsers, 0)).ConfigureAwait(false);
        await VaryAsync("users", Users, users => (FewItems, users, 0)).ConfigureAwait(false);
        await VaryAsync("interactions of a user", Histories, history => (FewItems, FewUsers, history)).ConfigureAwait(false);

        async Task VaryAsync(string what, int[] values, Func<int, (int Items, int Users, int History)> sizesOf)
        {
            var feeds = new List<CurvePoint>();
            var memory = new List<CurvePoint>();
            foreach (int value in values)
            {
                (int items, int users, int history) = sizesOf(value);
                (double[] perSecond, double resident) = await MeasureAsync(world, settings with { Items = items, Users = users, History = history }, results, cancellationToken)
                    .ConfigureAwait(false);
                results.Add(Name, FormattableString.Invariant($"feeds with {value:#,0} {what}"), "1/s", true, perSecond);
                results.Add(Name, FormattableString.Invariant($"resident with {value:#,0} {what}"), "MiB", false, [resident]);
                feeds.Add(new CurvePoint(value, perSecond.Order().ElementAt(perSecond.Length / 2)));
                memory.Add(new CurvePoint(value, resident));
            }

            results.AddCurve(Name, $"feeds by {what}", what, "feeds/s", feeds);
            results.AddCurve(Name, $"memory by {what}", what, "MiB", memory);
        }
    }

    private async Task<(double[] FeedsPerSecond, double ResidentMiB)> MeasureAsync(
        BenchWorld world, ServingSettings sizes, BenchResults results, CancellationToken cancellationToken)
    {
        string data = await world.FolderAsync(sizes.Items, cancellationToken).ConfigureAwait(false);
        if (sizes.History > 0)
        {
            await world.ImportAsync(data, sizes.Users, sizes.History, sizes.Items / 2, cancellationToken).ConfigureAwait(false);
        }

        await using BenchServer server = await world.StartAsync(sizes.Items, null, cancellationToken, data).ConfigureAwait(false);
        LoadRequest request = server.Request(sizes.Users, exponent: 0, rate: 1, sizes.Time);
        using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        var tally = new LoadTally();
        await BenchServer.VisitAsync(client, sizes.Users, times: 1, tally, cancellationToken).ConfigureAwait(false);
        results.Take(Name, tally);
        var loop = new ClosedLoop(client, request, ServingSettings.Connections);
        await loop.RunAsync(LoadKind.Feed, sizes.Time, cancellationToken).ConfigureAwait(false);
        double[] perSecond = new double[sizes.Rounds];
        for (int round = 0; round < perSecond.Length; round++)
        {
            ClosedLoop.Run run = await loop.RunAsync(LoadKind.Feed, sizes.Time, cancellationToken).ConfigureAwait(false);
            results.Take(Name, run.Tally);
            perSecond[round] = run.PerSecond;
        }

        double resident = await server.Silo.SettledMiBAsync(cancellationToken).ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(data, recursive: true);
        return (perSecond, resident);
    }
}
