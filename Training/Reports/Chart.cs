using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>What all charts have in common.</summary>
internal static class Chart
{
    // Twice the pixels, so that letters are sharp on dense screens. Pictures and no SVG, because its text needs the fonts of the machine that drew it.
    private const int Density = 2;
    private const string Ink = "#4b5563";
    private const string Lines = "#e5e7eb";

    public static Plot New(string title)
    {
        var plot = new Plot { ScaleFactor = Density };
        if (ReportFont.Name is { } font)
        {
            plot.Font.Set(font);
        }

        plot.Title(title, size: 13);
        plot.Axes.Color(Color.FromHex(Ink));
        plot.Axes.Title.Label.Bold = false;
        plot.Grid.MajorLineColor = Color.FromHex(Lines);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        foreach (IAxis axis in (IAxis[])[plot.Axes.Left, plot.Axes.Right, plot.Axes.Top])
        {
            axis.FrameLineStyle.Width = 0;
        }

        plot.Axes.Bottom.FrameLineStyle.Color = Color.FromHex(Lines);
        return plot;
    }

    public static void LabelBottom(Plot plot, IReadOnlyList<string> labels)
    {
        plot.Axes.Bottom.SetTicks([.. labels.Select((_, place) => (double)place)], [.. labels]);
        plot.Axes.Bottom.MajorTickStyle.Color = Colors.Transparent;
    }

    /// <summary>Heights begin at nothing, whatever is drawn.</summary>
    public static byte[] Png(Plot plot, double highest, int width, int height)
    {
        plot.Axes.SetLimitsY(0, highest > 0 ? highest * 1.08 : 1);
        return plot.GetImageBytes(width * Density, height * Density, ImageFormat.Png);
    }
}
