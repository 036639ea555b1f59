using System.Globalization;

namespace Manidala.Bench.Drills;

/// <summary>A drill's result for people.</summary>
internal static class DrillTable
{
    public static void Write(DrillResult result, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"{result.Name}: {result.What}: {(result.Holds ? "holds" : "DOES NOT HOLD")}");
        foreach (DrillEvent one in result.Events)
        {
            to.WriteLine(Text($"  {one.Seconds,8:N1} s  {one.What}"));
        }

        foreach (DrillBound bound in result.Bounds)
        {
            string limit = Text($"{(bound.IsAtLeast ? "at least" : "at most")} {Number(bound.Limit)}");
            to.WriteLine(Text($"  {(bound.Holds ? "ok  " : "FAIL")} {bound.Name,-68} {Number(bound.Value),12} {bound.Unit,-4} {limit}"));
        }

        foreach ((string name, double value) in result.Figures)
        {
            to.WriteLine(Text($"       {name,-68} {Number(value),12}"));
        }

        foreach (DrillRefusals refusals in result.Refusals)
        {
            to.WriteLine(Text($"       attempts: {refusals.Reason,-58} {refusals.Count,12:N0}      from {refusals.FirstSeconds:N1} to {refusals.LastSeconds:N1} s"));
        }
    }

    private static string Number(double value) => value.ToString(value == Math.Floor(value) ? "N0" : "N3", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
