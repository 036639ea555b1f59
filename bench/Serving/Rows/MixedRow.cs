using Manidala.Bench.Load;

namespace Manidala.Bench.Serving.Rows;

/// <summary>One interaction for four feeds, sent when they are due: how long they take at a rate, and the highest rate at which p99 stays within the bound.</summary>
internal sealed class MixedRow : IBenchRow
{
    // Of the peak that the round before found: close below, so that the ramp needs few steps.
    private const double StartAgainAt = 0.7;

    public string Name => "mixed";

    public static LoadMix Mix { get; } = LoadMix.Parse("feed=4,interaction=1");

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        foreach ((string database, string? url) in settings.Databases)
        {
            await using BenchServer server = await world.StartAsync(settings.Items, url, cancellationToken).ConfigureAwait(false);
            LoadRequest request = server.Request(ServingSettings.MixedUsers, exponent: 1, settings.Rate, settings.Time);
            using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
            await WarmUpAsync(client, settings, results, cancellationToken).ConfigureAwait(false);
            await AtRateAsync(database, request, client, settings, results, cancellationToken).ConfigureAwait(false);
            results.Add(Name, $"{database}: highest rate with p99 within {ServingSettings.Bound.TotalMilliseconds:0} ms", "operations/s", true,
                await PeaksAsync(Name, database, request, client, settings, results, cancellationToken).ConfigureAwait(false));
        }

        if (settings.DatabaseUrl is null)
        {
            results.Skip($"{Name} (PostgreSQL)", "no PostgreSQL: give an empty database as DATABASE_URL, or install Debian's package postgresql");
        }
    }

    /// <summary>The highest rate at which all is well, in operations a second, as often as there are rounds.</summary>
    public static async Task<double[]> PeaksAsync(
        string row, string database, LoadRequest request, LoadClient client, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        double[] peaks = new double[settings.Rounds];
        var steps = new List<CurvePoint>();
        double first = settings.Rate;
        for (int round = 0; round < peaks.Length; round++)
        {
            var ramp = new LoadRamp(
                async rate =>
                {
                    (LoadRunReport report, _) = await new LoadRun(request, client).RunAsync(rate, Mix, cancellationToken).ConfigureAwait(false);

                    // Past the peak calls may fail; a promise may not be broken there either.
                    results.Take(row, new Dictionary<string, long>(), report.Faults, new Dictionary<string, long>());
                    steps.Add(new CurvePoint(rate, report.Latencies.Values.Select(latencies => latencies.P99).DefaultIfEmpty().Max()));
                    return report;
                },
                ServingSettings.Bound);
            peaks[round] = (await ramp.FindAsync(first).ConfigureAwait(false)).Highest;
            first = peaks[round] > 0 ? peaks[round] * StartAgainAt : first / 2;
        }

        results.AddCurve(row, $"{database} p99 by rate", "operations/s", "ms", [.. steps.OrderBy(step => step.X)]);
        return peaks;
    }

    // The users who act most: their first calls, at which grains begin and code is compiled, are another row's figure.
    private async Task WarmUpAsync(LoadClient client, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        var visits = new LoadTally();
        await BenchServer.VisitAsync(client, Math.Min(settings.Users, ServingSettings.MixedUsers), times: 1, visits, cancellationToken).ConfigureAwait(false);
        results.Take(Name, visits);
    }

    private async Task AtRateAsync(
        string database, LoadRequest request, LoadClient client, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        var runs = new List<LoadRunReport>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            (LoadRunReport report, LoadTally tally) = await new LoadRun(request, client).RunAsync(settings.Rate, Mix, cancellationToken).ConfigureAwait(false);
            results.Take(Name, tally);
            runs.Add(report);
        }

        foreach (string kind in new[] { "feed", "interaction" })
        {
            Latencies[] latencies = [.. runs.Select(run => run.Latencies.GetValueOrDefault(kind)).OfType<Latencies>()];
            if (latencies.Length > 0)
            {
                string at = FormattableString.Invariant($"at {settings.Rate:#,0} operations/s");
                results.Add(Name, $"{database}: {kind} p50 {at}", "ms", false, [.. latencies.Select(one => one.P50)]);
                results.Add(Name, $"{database}: {kind} p90 {at}", "ms", false, [.. latencies.Select(one => one.P90)]);
                results.Add(Name, $"{database}: {kind} p99 {at}", "ms", false, [.. latencies.Select(one => one.P99)]);
            }
        }

        results.Add(Name, $"{database}: the driver itself was late by at most", "ms", false, [.. runs.Select(run => run.MostLateMs)]);
    }
}
