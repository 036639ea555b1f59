using System.Globalization;
using SkiaSharp;

namespace Manidala.Bench.Dashboards.Pictures;

/// <summary>Text of pictures.</summary>
internal static class Lettering
{
    public static readonly SKColor Ink = new(0x24, 0x29, 0x2E);

    private static readonly string[] Plain = ["Open Sans", "DejaVu Sans", "Liberation Sans", "Noto Sans", "Helvetica", "Arial"];

    /// <summary>A plain one of those that this machine has.</summary>
    public static string Family { get; } = Plain.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? SKTypeface.Default.FamilyName;

    public static void Write(SKCanvas canvas, string text, float left, float baseline, float size, SKColor color, bool isBold)
    {
        using SKTypeface face = SKTypeface.FromFamilyName(Family, isBold ? SKFontStyle.Bold : SKFontStyle.Normal);
        using var font = new SKFont(face, size);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawText(text, left, baseline, font, paint);
    }

    /// <summary>As much of a moment as tells it apart within so long a time.</summary>
    public static string TimeOf(DateTime moment, TimeSpan within) =>
        moment.ToString(within > TimeSpan.FromDays(1) ? "dd MMM HH:mm" : within > TimeSpan.FromMinutes(20) ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);
}
