using System.Globalization;
using ScottPlot;

namespace Manidala.Bench.Serving;

/// <summary>Draws a report's curves, both axes logarithmic.</summary>
internal static class BenchPlots
{
    private const int Width = 800;
    private const int Height = 500;

    /// <summary>The picture's name in the results folder.</summary>
    public static string FileOf(BenchCurve curve) => new string([.. $"{curve.Row}-{curve.Name}".Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]) + ".png";

    public static void Save(BenchReport report, string folder)
    {
        foreach (BenchCurve curve in report.Curves.Where(curve => curve.Points.Count > 0 && curve.Points.All(point => point.X > 0 && point.Y > 0)))
        {
            using var plot = new Plot();
            var line = plot.Add.Scatter(curve.Points.Select(point => Math.Log10(point.X)).ToArray(), curve.Points.Select(point => Math.Log10(point.Y)).ToArray());
            line.LineWidth = 2;
            plot.Axes.Bottom.SetTicks([.. curve.Points.Select(point => Math.Log10(point.X))], [.. curve.Points.Select(point => Text(point.X))]);
            plot.Axes.Left.SetTicks([.. curve.Points.Select(point => Math.Log10(point.Y))], [.. curve.Points.Select(point => Text(point.Y))]);
            plot.Title($"{curve.Row}: {curve.Name}");
            plot.XLabel(curve.X);
            plot.YLabel(curve.Y);
            plot.SavePng(Path.Combine(folder, FileOf(curve)), Width, Height);
        }
    }

    private static string Text(double number) => number.ToString(number < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
