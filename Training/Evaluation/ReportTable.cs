using System.Globalization;
using System.Text;

namespace Manidala.Training.Evaluation;

/// <summary>The report for a terminal.</summary>
internal static class ReportTable
{
    private const int NameWidth = 18;

    public static void Write(EvaluationReport report, TextWriter output)
    {
        DatasetCounts counts = report.Counts;
        string cases = counts.Cases == counts.Evaluated ? "" : Invariant($" ({counts.Cases:N0} cases)");
        string subject = report.Version is null ? "the baselines" : $"{report.Version} ({report.Encoder})";
        output.WriteLine(Invariant(
            $"{report.Mode} evaluation of {subject}: {counts.Evaluated:N0} {Asked(report)}{cases}, {counts.Items:N0} items, {counts.Interactions:N0} interactions"));
        output.WriteLine($"{report.Protocol.Name}: {report.Protocol.Description}");
        foreach (string warning in report.Warnings)
        {
            output.WriteLine($"WARNING: {warning}");
        }

        WriteFirst(report, output);
        if (report.All.Any(result => result.Details is not null))
        {
            WriteLengths(report, "HR", hits => hits.HitRate, output);
            WriteLengths(report, "NDCG", hits => hits.Ndcg, output);
            WriteLists(report, output);
            WriteSlices(report, "by length of history", details => details.Activity, output);
            WriteSlices(report, "by the target's popularity", details => details.Popularity, output);
            WriteSampled(report, output);
        }

        WriteCounts(report, output);
    }

    private static void WriteFirst(EvaluationReport report, TextWriter output)
    {
        int depth = report.Protocol.Depth;
        string hits = report.Protocol == Protocol.Session ? $"P@{depth}" : $"HR@{depth}";
        bool hasDetails = report.All.Any(result => result.Details is not null);
        output.WriteLine(Line("", [hits, $"NDCG@{depth}", .. hasDetails ? [$"MRR@{depth}", "MRR", "95 % of " + hits] : Array.Empty<string>()]));
        foreach (RankingResult result in report.All)
        {
            CutoffMetrics? at = result.Details?.AtLength(depth);
            output.WriteLine(at is null
                ? Line(result.Name, [Figure(result.HitRate), Figure(result.Ndcg)])
                : Line(
                    result.Name,
                    [
                        Figure(at.Hits.HitRate), Figure(at.Hits.Ndcg), Figure(at.Hits.ReciprocalRank), Figure(result.MeanReciprocalRank),
                        $"{Figure(at.HitRateInterval.Low)} to {Figure(at.HitRateInterval.High)}",
                    ]));
        }
    }

    private static void WriteLengths(EvaluationReport report, string name, Func<HitMetrics, double> figure, TextWriter output)
    {
        IReadOnlyList<int> lengths = report.Settings.LengthsFor(report.Protocol);
        output.WriteLine();
        output.WriteLine(Line("", [.. lengths.Select(length => Invariant($"{name}@{length}"))]));
        foreach (RankingResult result in report.All.Where(result => result.Details is not null))
        {
            output.WriteLine(Line(result.Name, [.. result.Details!.At.Select(at => Figure(figure(at.Hits)))]));
        }
    }

    private static void WriteLists(EvaluationReport report, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(Line(
            Invariant($"lists of {report.Protocol.Depth}"), ["coverage", "novelty", "mean pop.", "pop. pct.", "diversity", "by categ."]));
        foreach (RankingResult result in report.All.Where(result => result.Details is not null))
        {
            ListMetrics lists = result.Details!.AtLength(report.Protocol.Depth).Lists;
            output.WriteLine(Line(
                result.Name,
                [
                    Figure(lists.Coverage), Figure(lists.Novelty, "0.00"), Figure(lists.AveragePopularity, "0.0"), Figure(lists.PopularityPercentile),
                    Figure(lists.Diversity), Figure(lists.CategoryDiversity),
                ]));
        }
    }

    private static void WriteSlices(
        EvaluationReport report, string title, Func<RankingDetails, IReadOnlyList<SliceResult>> slices, TextWriter output)
    {
        RankingResult[] detailed = [.. report.All.Where(result => result.Details is not null)];
        IReadOnlyList<SliceResult> first = slices(detailed[0].Details!);
        if (first.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(Invariant($"NDCG@{report.Protocol.Depth} {title}"));
        output.WriteLine(Line("", ["cases", .. detailed.Select(result => Shorten(result.Name, 10))]));
        for (int slice = 0; slice < first.Count; slice++)
        {
            output.WriteLine(Line(
                first[slice].Name,
                [Invariant($"{first[slice].Cases:N0}"), .. detailed.Select(result => Figure(slices(result.Details!)[slice].Hits.Ndcg))]));
        }
    }

    private static void WriteSampled(EvaluationReport report, TextWriter output)
    {
        if (report.Settings.Sampled == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(Invariant($"SAMPLED, among the target and {report.Settings.Sampled} drawn items; not comparable with the full ranking above"));
        output.WriteLine(Line("", ["HR@10", "NDCG@10"]));
        foreach (RankingResult result in report.All)
        {
            if (result.Details?.Sampled is { } sampled)
            {
                output.WriteLine(Line(result.Name, [Figure(sampled.HitRate), Figure(sampled.Ndcg)]));
            }
        }
    }

    private static void WriteCounts(EvaluationReport report, TextWriter output)
    {
        DatasetCounts counts = report.Counts;
        int skipped = counts.SkippedTooShort + counts.SkippedTargetSeen;
        output.WriteLine();
        output.WriteLine(Invariant(
            $"{report.Seconds:0.0} s; {skipped:N0} {Asked(report)} skipped ({counts.SkippedTooShort:N0} with too little to ask about, {counts.SkippedTargetSeen:N0} whose targets are not new to them)"));
        if (counts.UnknownTargets > 0)
        {
            output.WriteLine(Invariant($"{counts.UnknownTargets:N0} targets are items that the model does not know; they count as misses"));
        }
    }

    private static string Asked(EvaluationReport report) => report.Protocol == Protocol.Session ? "sessions" : "users";

    private static string Line(string name, IReadOnlyList<string> columns)
    {
        var line = new StringBuilder(Shorten(name, NameWidth).PadRight(NameWidth));
        foreach (string column in columns)
        {
            line.Append(' ').Append(column.PadLeft(10));
        }

        return line.ToString().TrimEnd();
    }

    private static string Figure(double? value, string format = "0.0000") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Shorten(string name, int width) => name.Length <= width ? name : name[..width];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
