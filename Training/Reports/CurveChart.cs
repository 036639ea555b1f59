using Manidala.Training.Evaluation;
using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>One figure at every length of the list, a line a ranker.</summary>
internal static class CurveChart
{
    public const int Width = 355;
    private const int Height = 260;

    public static byte[] Draw(EvaluationReport report, string name, Func<HitMetrics, double> figure)
    {
        Plot plot = Chart.New($"{name} at k", "");
        bool hasModel = report.Model is not null;

        // The model last, so that its line lies on top.
        for (int place = report.All.Count - 1; place >= 0; place--)
        {
            IReadOnlyList<CutoffMetrics> at = report.All[place].Details!.At;
            double[] places = [.. at.Select((_, length) => (double)length)];
            double[] heights = [.. at.Select(metrics => figure(metrics.Hits))];
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(places, heights, ReportPalette.Colour(place, hasModel));
            line.LineWidth = hasModel && place == 0 ? 3 : 1.5f;
            line.MarkerSize = hasModel && place == 0 ? 7 : 5;
        }

        Chart.LabelBottom(plot, [.. report.All[0].Details!.At.Select(metrics => FormattableString.Invariant($"{metrics.Length}"))]);
        plot.Axes.Margins(bottom: 0);
        plot.Axes.SetLimitsY(0, Math.Max(1e-6, plot.Axes.GetLimits().Top));
        return Chart.Png(plot, Width, Height);
    }
}
