using Manidala.Bench.Load;

namespace Manidala.Bench.Serving.Rows;

/// <summary>From a click to the feed that reflects it, at half of what the mixed load reaches.</summary>
internal sealed class ClickRow : IBenchRow
{
    // Four feeds an interaction, as in the mixed load: a click is the interaction and one of the feeds.
    private const string ClickMix = "feed=3,click=1";
    private const double OperationsOfFourSends = 5;
    private const double Sends = 4;

    public string Name => "click";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        await using BenchServer server = await world.StartAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        LoadRequest request = server.Request(ServingSettings.MixedUsers, exponent: 1, settings.Rate, settings.Time);
        using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        double[] peaks = results.Figures.FirstOrDefault(figure => figure.Row == "mixed" && figure.Name.StartsWith("SQLite: highest", StringComparison.Ordinal)) is { } mixed
            ? [mixed.Value]
            : await MixedRow.PeaksAsync(Name, "SQLite", request, client, settings with { Rounds = 1 }, results, cancellationToken).ConfigureAwait(false);
        double rate = (peaks[0] > 0 ? peaks[0] / 2 : settings.Rate) * Sends / OperationsOfFourSends;

        var runs = new List<LoadRunReport>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            (LoadRunReport report, LoadTally tally) = await new LoadRun(request, client).RunAsync(rate, LoadMix.Parse(ClickMix), cancellationToken).ConfigureAwait(false);
            results.Take(Name, tally);
            runs.Add(report);
        }

        foreach ((string kind, string what) in new[] { (LoadTally.ClickAcknowledged, "click until it is durable"), ("click", "click to feed") })
        {
            Latencies[] latencies = [.. runs.Select(run => run.Latencies.GetValueOrDefault(kind)).OfType<Latencies>()];
            if (latencies.Length > 0)
            {
                results.Add(Name, $"{what}, p50", "ms", false, [.. latencies.Select(one => one.P50)]);
                results.Add(Name, $"{what}, p99", "ms", false, [.. latencies.Select(one => one.P99)]);
            }
        }
    }
}
