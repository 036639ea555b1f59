namespace Manidala.Bench.Serving;

/// <summary>How fast one thing grows with another.</summary>
internal static class LogLogSlope
{
    /// <returns>The slope of log y against log x by least squares; null where there is none.</returns>
    public static double? Of(IReadOnlyList<CurvePoint> points)
    {
        if (points.Select(point => point.X).Distinct().Count() < 2 || points.Any(point => !(point.X > 0 && point.Y > 0)))
        {
            return null;
        }

        double x = points.Average(point => Math.Log(point.X));
        double y = points.Average(point => Math.Log(point.Y));
        double together = points.Sum(point => (Math.Log(point.X) - x) * (Math.Log(point.Y) - y));
        return Math.Round(together / points.Sum(point => Math.Pow(Math.Log(point.X) - x, 2)), 3);
    }
}
