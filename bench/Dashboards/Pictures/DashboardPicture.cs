using SkiaSharp;

namespace Manidala.Bench.Dashboards.Pictures;

/// <summary>Draws a dashboard on its grid, about as Grafana would.</summary>
internal static class DashboardPicture
{
    private const int Column = 72;
    private const int Line = 36;
    private const int Margin = 16;
    private const int Head = 64;
    private const int Gap = 4;
    private const int Points = 240;

    private static readonly SKColor Background = new(0xF4, 0xF5, 0xF5);
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestRate = TimeSpan.FromSeconds(10);

    public static async Task SaveAsync(
        string path, Dashboard dashboard, PrometheusClient prometheus, TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
    {
        DashboardLayout.Placed[] places = [.. DashboardLayout.Place(dashboard)];
        int height = Head + (places.Max(place => place.Top + place.Height) * Line) + Margin;
        using SKSurface surface = SKSurface.Create(new SKImageInfo((2 * Margin) + (DashboardLayout.Columns * Column), height));
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(Background);
        Lettering.Write(canvas, $"Manidala: {dashboard.Title}", Margin, 30, 24, Lettering.Ink, isBold: true);
        Lettering.Write(canvas, dashboard.Description, Margin, 52, 15, Lettering.Ink, isBold: false);
        DateTimeOffset now = time.GetUtcNow();
        foreach (DashboardLayout.Placed place in places)
        {
            var area = SKRect.Create(
                Margin + (place.Left * Column) + Gap, Head + (place.Top * Line) + Gap, (place.Width * Column) - (2 * Gap), (place.Height * Line) - (2 * Gap));
            if (place.Panel is { } panel)
            {
                PanelPicture.Draw(canvas, area, panel, await AskAsync(panel, prometheus, now, span, cancellationToken), (now - span).UtcDateTime, now.UtcDateTime);
            }
            else
            {
                Lettering.Write(canvas, place.Title, area.Left, area.Bottom - 6, 17, Lettering.Ink, isBold: true);
            }
        }

        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        await using FileStream file = File.Create(path);
        png.SaveTo(file);
    }

    private static async Task<IReadOnlyList<PrometheusClient.Line>> AskAsync(
        Panel panel, PrometheusClient prometheus, DateTimeOffset now, TimeSpan span, CancellationToken cancellationToken)
    {
        TimeSpan step = Longer(span / Points, ShortestStep);
        string rate = PrometheusDuration(Longer(4 * step, ShortestRate));
        var lines = new List<PrometheusClient.Line>();
        foreach (PanelQuery query in panel.Queries)
        {
            lines.AddRange(await prometheus.QueryAsync(query.For(rate), query.Legend, now - span, now, step, cancellationToken));
        }

        return lines;
    }

    private static string PrometheusDuration(TimeSpan span) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(long)span.TotalMilliseconds}ms");

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
