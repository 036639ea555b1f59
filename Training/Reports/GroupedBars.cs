using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>Groups of bars, one bar a ranker in each.</summary>
internal static class GroupedBars
{
    private const double GroupWidth = 0.8;

    /// <param name="series">A colour and a height a group; heights that are no number draw nothing.</param>
    public static byte[] Draw(string title, IReadOnlyList<string> groups, IReadOnlyList<(Color Colour, IReadOnlyList<double> Heights)> series, int width)
    {
        Plot plot = Chart.New(title, "");
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
        plot.Axes.Margins(bottom: 0);
        return Chart.Png(plot, width, 270);
    }
}
