using System.Globalization;
using System.Text;

namespace Manidala.Bench.Serving;

/// <summary>A report for people, as Markdown.</summary>
internal static class BenchMarkdown
{
    public static string Of(BenchReport report)
    {
        var text = new StringBuilder();
        Line(text, $"# Bench of {report.Date}");
        Line(text, $"");
        Line(text, $"{report.Machine}; commit {report.Commit ?? "unknown"}; {report.Items:#,0} items; `{report.Command}`. Server and load share the machine.");
        foreach (IGrouping<string, BenchFigure> row in report.Figures.GroupBy(figure => figure.Row))
        {
            Line(text, $"");
            Line(text, $"## {row.Key}");
            Line(text, $"");
            Line(text, $"| what | median | unit | runs |");
            Line(text, $"|---|---|---|---|");
            foreach (BenchFigure figure in row)
            {
                string runs = string.Join(", ", figure.Runs.Select(run => run.ToString("#,0.###", CultureInfo.InvariantCulture)));
                Line(text, $"| {figure.Name} | {figure.Value:#,0.###} | {figure.Unit} | {runs} |");
            }

            AddCurves(text, report.Curves.Where(curve => curve.Row == row.Key));
        }

        AddAnswers(text, report);
        return text.ToString();
    }

    private static void AddCurves(StringBuilder text, IEnumerable<BenchCurve> curves)
    {
        foreach (BenchCurve curve in curves)
        {
            string slope = curve.Slope is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "none";
            Line(text, $"");
            Line(text, $"![{curve.Name}]({BenchPlots.FileOf(curve)}) slope of log {curve.Y} against log {curve.X}: {slope}");
        }
    }

    private static void AddAnswers(StringBuilder text, BenchReport report)
    {
        Line(text, $"");
        Line(text, $"## Answers");
        Line(text, $"");
        Line(text, $"{(report.Answers.Count == 0 ? "All as they should be." : "Not as they should be:")}");
        foreach ((string row, IReadOnlyDictionary<string, long> counts) in report.Answers)
        {
            Line(text, $"- {row}: {string.Join(", ", counts.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:#,0}")))}");
        }

        foreach ((string row, string why) in report.Skipped)
        {
            Line(text, $"- {row} skipped: {why}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
