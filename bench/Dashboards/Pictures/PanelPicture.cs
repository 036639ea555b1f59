using ScottPlot;
using SkiaSharp;

namespace Manidala.Bench.Dashboards.Pictures;

/// <summary>Draws one panel: a number, or lines over time.</summary>
internal static class PanelPicture
{
    private const int MostNames = 8;
    private const int Ticks = 5;

    // Above the highest line, for the names.
    private const double Headroom = 1.3;

    private const float TitleSize = 15;
    private const float NumberSize = 34;

    private static readonly SKColor Good = new(0x1A, 0x7F, 0x37);
    private static readonly SKColor Bad = new(0xCF, 0x22, 0x2E);
    private static readonly SKColor Faint = new(0x8B, 0x94, 0x9E);

    public static void Draw(SKCanvas canvas, SKRect area, Panel panel, IReadOnlyList<PrometheusClient.Line> lines, DateTime from, DateTime to)
    {
        using var paper = new SKPaint { Color = SKColors.White };
        canvas.DrawRoundRect(area, 4, 4, paper);
        Lettering.Write(canvas, panel.Title, area.Left + 10, area.Top + 21, TitleSize, Lettering.Ink, isBold: true);
        PrometheusClient.Line[] drawn = [.. lines.Where(line => line.Points.Count > 0)];
        if (drawn.Length == 0)
        {
            Lettering.Write(canvas, "no data", area.Left + 10, area.MidY + 8, TitleSize, Faint, isBold: false);
        }
        else if (panel.IsStat)
        {
            double value = drawn[0].Points[^1].Value;
            bool isBad = panel.Limit is { } limit && (panel.IsFloor ? value < limit : value >= limit);
            Lettering.Write(canvas, UnitText.Of(value, panel.Unit), area.Left + 10, area.Bottom - 28, NumberSize, isBad ? Bad : Good, isBold: true);
        }
        else
        {
            DrawLines(canvas, new PixelRect(area.Left + 2, area.Right - 2, area.Bottom - 2, area.Top + 26), panel, drawn, from, to);
        }
    }

    private static void DrawLines(SKCanvas canvas, PixelRect area, Panel panel, PrometheusClient.Line[] lines, DateTime from, DateTime to)
    {
        using var plot = new Plot();
        double highest = Add(plot, panel, lines);
        if (panel.Limit is { } limit && (panel.IsFloor || limit < 4 * highest))
        {
            // One far above the lines would press them flat.
            var bound = plot.Add.HorizontalLine(limit, 1, Colors.Red, LinePattern.Dashed);
            bound.EnableAutoscale = false;
            highest = Math.Max(highest, panel.IsFloor ? highest : limit);
        }

        plot.Font.Set(Lettering.Family);
        DateTime[] ticks = [.. Enumerable.Range(1, Ticks - 1).Select(at => from + ((to - from) * at / Ticks))];
        plot.Axes.Bottom.SetTicks([.. ticks.Select(tick => tick.ToOADate())], [.. ticks.Select(tick => Lettering.TimeOf(tick, to - from))]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = value => UnitText.Of(value, panel.Unit) };
        plot.Axes.SetLimits(from.ToOADate(), to.ToOADate(), 0, highest > 0 ? highest * Headroom : 1);
        plot.Axes.Left.MinimumSize = 64;
        plot.Axes.Right.MinimumSize = 16;
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.07);
        plot.FigureBackground.Color = Colors.White;
        if (lines.Length > 1 || lines[0].Name != panel.Title)
        {
            plot.ShowLegend(Alignment.UpperLeft, Orientation.Horizontal);
            plot.Legend.FontSize = 11;
            plot.Legend.ShadowColor = Colors.Transparent;
            plot.Legend.OutlineColor = Colors.Transparent;
            plot.Legend.BackgroundColor = Colors.White.WithOpacity(0.75);
        }
        else
        {
            plot.HideLegend();
        }

        // A plot clears whatever it may draw on.
        canvas.Save();
        canvas.ClipRect(area.ToSKRect());
        plot.Render(canvas, area);
        canvas.Restore();
    }

    /// <returns>The highest value that is drawn.</returns>
    private static double Add(Plot plot, Panel panel, PrometheusClient.Line[] lines)
    {
        var below = new Dictionary<DateTime, double>();
        double highest = 0;
        foreach ((int at, PrometheusClient.Line line) in lines.OrderBy(line => line.Name, StringComparer.Ordinal).Index())
        {
            double[] values = [.. line.Points.Select(point => point.Value + (panel.IsStacked ? below.GetValueOrDefault(point.At) : 0))];
            var drawn = plot.Add.ScatterLine(line.Points.Select(point => point.At.ToOADate()).ToArray(), values);
            drawn.LineWidth = 1.5f;
            drawn.LegendText = at < MostNames ? line.Name : string.Empty;
            highest = Math.Max(highest, values.Max());
            for (int point = 0; panel.IsStacked && point < values.Length; point++)
            {
                below[line.Points[point].At] = values[point];
            }
        }

        return highest;
    }
}
