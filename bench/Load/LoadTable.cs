using System.Globalization;

namespace Manidala.Bench.Load;

/// <summary>A report for people.</summary>
internal static class LoadTable
{
    public static void Write(LoadReport report, TextWriter to)
    {
        foreach (LoadRunReport step in report.Steps ?? [])
        {
            double worst = step.Latencies.Values.Select(latencies => latencies.P99).DefaultIfEmpty().Max();
            to.WriteLine(Text($"{step.Asked,10:N0}/s asked {step.Sent,10:N0}/s sent   p99 {worst,9:N2} ms   {step.Failures.Values.Sum()} failed"));
        }

        if (report.HighestRate is { } highest)
        {
            to.WriteLine(Text($"highest rate within the bound: {highest:N0}/s"));
        }

        Write("load", report.Load, to);
        if (report.Floor is { } floor)
        {
            Write("floor: calls that do nothing, at the same rate", floor, to);
        }
    }

    private static void Write(string title, LoadRunReport run, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(Text($"{title}: {run.Sent:N0}/s of {run.Asked:N0}/s for {run.Seconds:N1} s; the driver itself was late by {run.MostLateMs:N1} ms at most"));
        to.WriteLine($"{"",-14}{"answered",12}{"a second",12}{"mean",10}{"p50",10}{"p90",10}{"p99",10}{"p99.9",10}{"max",10}  ms");
        foreach ((string kind, Latencies latencies) in run.Latencies)
        {
            to.WriteLine(Text(
                $"{kind,-14}{latencies.Count,12:N0}{latencies.PerSecond,12:N0}{latencies.Mean,10:N2}{latencies.P50,10:N2}{latencies.P90,10:N2}{latencies.P99,10:N2}{latencies.P999,10:N2}{latencies.Max,10:N2}"));
        }

        Write("failed", run.Failures, to);
        Write("BROKEN PROMISE", run.Faults, to);
        Write("noted", run.Notes, to);
    }

    private static void Write(string title, IReadOnlyDictionary<string, long> counts, TextWriter to)
    {
        foreach ((string what, long count) in counts)
        {
            to.WriteLine(Text($"{title}: {what} {count:N0}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
