using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>One colour a ranker, the same in every chart: the model stands out, the others step back.</summary>
internal static class ReportPalette
{
    private static readonly string[] Baselines = ["#e8a33d", "#5aa469", "#9467bd", "#b5b5b5", "#8c6d5a"];

    public static string Model => "#2463eb";

    /// <param name="place">The ranker's place in the report.</param>
    /// <param name="hasModel">Whether the first one is the model.</param>
    public static string Hex(int place, bool hasModel) =>
        hasModel && place == 0 ? Model : Baselines[(hasModel ? place - 1 : place) % Baselines.Length];

    public static Color Colour(int place, bool hasModel) => Color.FromHex(Hex(place, hasModel));
}
