using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>Groups of bars, one bar a ranker in each.</summary>
internal static class GroupedBars
{
    private const double GroupWidth = 0.8;
    private const int Height = 270;

    /// <param name="series">A colour, and a height for each group.</param>
    public static byte[] Draw(string title, IReadOnlyList<string> groups, IReadOnlyList<(Color Colour, IReadOnlyList<double> Heights)> series, int width)
    {
        Plot plot = Chart.New(title);
        double barWidth = GroupWidth / series.Count;
        for (int place = 0; place < series.Count; place++)
        {
            for (int group = 0; group < groups.Count; group++)
            {
                plot.Add.Bar(new Bar
                {
                    Position = group - (GroupWidth / 2) + (barWidth * (place + 0.5)),
                    Value = series[place].Heights[group],
                    Size = barWidth * 0.92,
                    FillColor = series[place].Colour,
                    LineWidth = 0,
                });
            }
        }

        Chart.LabelBottom(plot, groups);
        return Chart.Png(plot, series.Max(one => one.Heights.Max()), width, Height);
    }
}
