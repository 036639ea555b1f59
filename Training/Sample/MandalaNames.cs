using System.Globalization;

namespace Manidala.Training.Sample;

/// <summary>The words for a design's attributes.</summary>
internal static class MandalaNames
{
    public const int FewestRepetitions = 3;
    public const int MostRepetitions = 24;

    private static readonly string[] Folds =
    [
        "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen",
        "Seventeen", "Eighteen", "Nineteen", "Twenty", "Twenty-one-", "Twenty-two-", "Twenty-three-", "Twenty-four-",
    ];

    public static IReadOnlyList<string> Palettes { get; } = ["blue", "red", "green", "gold", "violet", "rose", "teal", "mono"];

    public static IReadOnlyList<string> Motifs { get; } = ["lotus", "star", "wave", "petal", "knot", "leaf", "shell", "flame"];

    public static IReadOnlyList<string> Moods { get; } = ["calm", "bright", "dark", "playful"];

    /// <summary>For example "Twelvefold blue lotus, dense, calm".</summary>
    public static string TitleOf(Mandala design)
    {
        string fullness = design.Density < 1.0 / 3 ? "airy" : design.Density < 2.0 / 3 ? "woven" : "dense";
        string fold = Folds[design.Symmetry - FewestRepetitions];
        return $"{fold}fold {Palettes[design.Palette]} {Motifs[design.Motif]}, {fullness}, {Moods[design.Mood]}";
    }

    public static string AttributesOf(Mandala design) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"symmetry":{{design.Symmetry}},"palette":"{{Palettes[design.Palette]}}","motif":"{{Motifs[design.Motif]}}","density":{{design.Density:0.###}},"mood":"{{Moods[design.Mood]}}"}""");

    public static string IdOf(int item) => string.Create(CultureInfo.InvariantCulture, $"mandala-{item:00000}");

    public static string UserIdOf(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user:00000}");
}
