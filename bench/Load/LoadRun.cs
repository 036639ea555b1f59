using HdrHistogram;

namespace Manidala.Bench.Load;

/// <summary>One run at one rate: a warm-up that is not counted, then what is.</summary>
internal sealed class LoadRun(LoadRequest request, LoadClient client)
{
    private const double Thousand = 1000;

    public async Task<(LoadRunReport Report, LoadTally Tally)> RunAsync(double rate, LoadMix mix, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(request, mix, rate);
        long warm = (long)(rate * request.WarmUp.TotalSeconds);
        long end = warm + Math.Max(1, (long)(rate * request.Duration.TotalSeconds));
        Func<TimeSpan> clock = OpenLoop.Clock();

        // One loop for both: the counted part begins at its time although some of the warm-up may still be under way.
        LoadTally forgotten = new(), tally = new();
        var loop = new OpenLoop(plan, (number, due) =>
            client.SendAsync(number, plan, number < warm ? forgotten : tally, () => clock() - due, cancellationToken));
        await loop.RunAsync(0, warm, clock, cancellationToken).ConfigureAwait(false);
        OpenLoop.Pace pace = await loop.RunAsync(warm, end, clock, cancellationToken).ConfigureAwait(false);
        double seconds = Math.Max(1e-3, (clock() - plan.DueAt(warm)).TotalSeconds);
        var report = new LoadRunReport(
            rate,
            pace.Sent / seconds,
            Math.Round(seconds, 2),
            Math.Round(pace.MostLate.TotalMilliseconds, 1),
            tally.Latencies.ToDictionary(pair => pair.Key, pair => Of(pair.Value, seconds)),
            tally.Failures,
            tally.Faults,
            tally.Notes);
        return (report, tally);
    }

    private static Latencies Of(HistogramBase histogram, double seconds) => new(
        histogram.TotalCount,
        Math.Round(histogram.TotalCount / seconds, 1),
        Math.Round(histogram.GetMean() / Thousand, 3),
        At(histogram, 50),
        At(histogram, 90),
        At(histogram, 99),
        At(histogram, 99.9),
        histogram.GetMaxValue() / Thousand);

    private static double At(HistogramBase histogram, double percentile) => histogram.GetValueAtPercentile(percentile) / Thousand;
}
