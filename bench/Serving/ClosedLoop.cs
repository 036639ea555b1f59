using System.Diagnostics;
using HdrHistogram;
using Manidala.Bench.Load;

namespace Manidala.Bench.Serving;

/// <summary>As many calls as a number of callers get answered, each of whom calls again as soon as it has its answer.</summary>
internal sealed class ClosedLoop(LoadClient client, LoadRequest request, int callers)
{
    private long _number;

    /// <param name="PerSecond">Answered operations.</param>
    public sealed record Run(double PerSecond, double P50Ms, double P99Ms, LoadTally Tally);

    public async Task<Run> RunAsync(LoadKind kind, TimeSpan time, CancellationToken cancellationToken)
    {
        string name = kind.ToString().ToLowerInvariant();
        var plan = new LoadPlan(request, LoadMix.Parse($"{name}=1"), rate: 1);
        var tally = new LoadTally();
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(plan, tally, started, time, cancellationToken), cancellationToken))).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        HistogramBase? latencies = tally.Latencies.GetValueOrDefault(name);
        return new Run((latencies?.TotalCount ?? 0) / seconds, At(latencies, 50), At(latencies, 99), tally);
    }

    private async Task CallAsync(LoadPlan plan, LoadTally tally, long started, TimeSpan time, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            await client.SendAsync(Interlocked.Increment(ref _number), plan, tally, () => Stopwatch.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
        }
    }

    private static double At(HistogramBase? latencies, double percentile) => (latencies?.GetValueAtPercentile(percentile) ?? 0) / 1000.0;
}
