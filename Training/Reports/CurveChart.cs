using Manidala.Training.Evaluation;
using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>One figure at every length of the list, a line a ranker.</summary>
internal static class CurveChart
{
    public const int Width = 346;
    private const int Height = 250;

    public static byte[] Draw(EvaluationReport report, string name, Func<HitMetrics, double> figure)
    {
        Plot plot = Chart.New($"{name}@k");
        bool hasModel = report.Model is not null;
        double highest = 0;

        // The model last, so that its line lies on top.
        for (int place = report.All.Count - 1; place >= 0; place--)
        {
            double[] heights = [.. report.All[place].Details!.At.Select(metrics => figure(metrics.Hits))];
            bool isModel = hasModel && place == 0;
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(
                [.. heights.Select((_, length) => (double)length)], heights, ReportPalette.Colour(place, hasModel));
            line.LineWidth = isModel ? 3 : 1.5f;
            line.MarkerSize = isModel ? 7 : 5;
            highest = Math.Max(highest, heights.Max());
        }

        Chart.LabelBottom(plot, [.. report.All[0].Details!.At.Select(metrics => FormattableString.Invariant($"{metrics.Length}"))]);
        return Chart.Png(plot, highest, Width, Height);
    }
}
