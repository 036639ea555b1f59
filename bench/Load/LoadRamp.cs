namespace Manidala.Bench.Load;

/// <summary>Finds the highest rate at which the answers keep within a bound: half as much again from step to step until one fails, then between the two.</summary>
internal sealed class LoadRamp(Func<double, Task<LoadRunReport>> run, TimeSpan bound)
{
    private const double Growth = 1.5;
    private const int Halvings = 4;

    // Below this share of what was asked for, the machine is past its peak even where the answers are quick.
    private const double LeastSent = 0.97;
    private const double MostFailures = 0.001;

    public async Task<(double Highest, IReadOnlyList<LoadRunReport> Steps)> FindAsync(double first)
    {
        var steps = new List<LoadRunReport>();
        double good = 0;
        double bad = 0;
        for (double rate = first; bad == 0; rate *= Growth)
        {
            (good, bad) = await TryAsync(rate, steps).ConfigureAwait(false) ? (rate, bad) : (good, rate);
        }

        for (int halving = 0; halving < Halvings && good > 0; halving++)
        {
            double middle = (good + bad) / 2;
            (good, bad) = await TryAsync(middle, steps).ConfigureAwait(false) ? (middle, bad) : (good, middle);
        }

        return (good, steps);
    }

    private async Task<bool> TryAsync(double rate, List<LoadRunReport> steps)
    {
        LoadRunReport report = await run(rate).ConfigureAwait(false);
        steps.Add(report);
        long answered = report.Latencies.Values.Sum(latencies => latencies.Count);
        long failed = report.Failures.Values.Sum();
        return report.Sent >= LeastSent * rate
            && failed <= MostFailures * (answered + failed)
            && report.Faults.Count == 0
            && report.Latencies.Values.All(latencies => latencies.P99 <= bound.TotalMilliseconds);
    }
}
