using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>What all charts have in common.</summary>
internal static class Chart
{
    // Twice the pixels, so that letters are sharp on dense screens. Pictures and no SVG, because its text needs the fonts of the machine that drew it.
    private const int Density = 2;
    private const string Ink = "#4b5563";
    private const string Grid = "#e5e7eb";

    public static Plot New(string title, string left)
    {
        var plot = new Plot { ScaleFactor = Density };
        if (ReportFont.Name is { } font)
        {
            plot.Font.Set(font);
        }

        plot.Title(title, size: 13);
        plot.YLabel(left, size: 11);
        plot.Axes.Color(Color.FromHex(Ink));
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Grid.MajorLineColor = Color.FromHex(Grid);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        return plot;
    }

    public static void LabelBottom(Plot plot, IReadOnlyList<string> labels)
    {
        plot.Axes.Bottom.SetTicks([.. labels.Select((_, place) => (double)place)], [.. labels]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
    }

    public static byte[] Png(Plot plot, int width, int height) =>
        plot.GetImageBytes(width * Density, height * Density, ImageFormat.Png);
}
