using SkiaSharp;

namespace Manidala.Training.Reports;

/// <summary>The first plain typeface that this machine has.</summary>
internal static class ReportFont
{
    private static readonly string[] Wanted =
        ["Inter", "Noto Sans", "Open Sans", "Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans"];

    /// <summary>Null where none of them is there, so that the system's own is taken.</summary>
    public static string? Name { get; } = Wanted.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains);
}
