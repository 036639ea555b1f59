using Microsoft.Playwright;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>A device to look at the page with.</summary>
public sealed record Screen(string Name, int Width, int Height, bool IsDark = false, bool IsCalm = false)
{
    public static Screen Desktop { get; } = new("desktop", 1440, 900);

    public static Screen Phone { get; } = new("phone", 390, 844);

    public BrowserNewContextOptions ToOptions() => new()
    {
        ViewportSize = new() { Width = Width, Height = Height },
        ColorScheme = IsDark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = IsCalm ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        HasTouch = Width < 600,
    };

    public override string ToString() => Name;
}
