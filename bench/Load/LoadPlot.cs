using HdrHistogram;
using ScottPlot;

namespace Manidala.Bench.Load;

/// <summary>Latency against percentile, whose axis is stretched towards the tail: every nine of it is as wide as the one before.</summary>
internal static class LoadPlot
{
    private const int Width = 900;
    private const int Height = 520;
    private const double LastNine = 4;
    private const double Step = 0.02;
    private const double RoomForItsLabel = 0.15;

    public static void Save(string path, IReadOnlyDictionary<string, HistogramBase> latencies, string title)
    {
        using var plot = new Plot();
        foreach ((string kind, HistogramBase histogram) in latencies)
        {
            double[] nines = [.. Enumerable.Range(0, (int)(LastNine / Step) + 1).Select(step => step * Step)];
            double[] values = [.. nines.Select(nine => Math.Log10(Math.Max(1, histogram.GetValueAtPercentile(100 * (1 - Math.Pow(10, -nine)))) / 1000.0))];
            var line = plot.Add.ScatterLine(nines, values);
            line.LegendText = kind;
            line.LineWidth = 2;
        }

        plot.Axes.Bottom.SetTicks([0, 0.30103, 1, 2, 3, 4], ["0", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"]);
        plot.Axes.Left.SetTicks([-1, 0, 1, 2, 3, 4], ["0.1 ms", "1 ms", "10 ms", "100 ms", "1 s", "10 s"]);
        plot.Axes.SetLimitsX(0, LastNine + RoomForItsLabel);
        plot.Title(title);
        plot.XLabel("answered by then");
        plot.YLabel("from when it was due");
        plot.ShowLegend(Alignment.UpperLeft);
        plot.SavePng(path, Width, Height);
    }
}
