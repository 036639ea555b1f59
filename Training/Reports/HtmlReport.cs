using System.Globalization;
using Manidala.Training.Evaluation;
using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>The report for a browser.</summary>
internal sealed class HtmlReport
{
    private const int FullWidth = 1060;
    private const int HalfWidth = 526;
    private const string TargetColour = "#111827";

    private readonly EvaluationReport _report;
    private readonly HtmlPage _page;
    private readonly int _depth;
    private readonly bool _hasModel;

    private HtmlReport(EvaluationReport report)
    {
        _report = report;
        _page = new HtmlPage($"{Subject} - evaluation");
        _depth = report.Protocol.Depth;
        _hasModel = report.Model is not null;
    }

    private string Subject => _report.Version ?? "Baselines";

    /// <summary>Written beside and then renamed, so that no half of it is ever there.</summary>
    public static void Write(string path, EvaluationReport report, DateTimeOffset made)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string beside = $"{full}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllText(beside, Render(report, made));
            File.Move(beside, full, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    public static string Render(EvaluationReport report, DateTimeOffset made) => new HtmlReport(report).Render(made);

    private string Render(DateTimeOffset made)
    {
        AddHead();
        AddFirstTable();
        if (_report.All.All(result => result.Details is not null))
        {
            AddCurves();
            AddActivity();
            AddPopularity();
            AddLists();
            AddSampled();
        }

        AddFoot(made);
        return _page.Finish();
    }

    private void AddHead()
    {
        DatasetCounts counts = _report.Counts;
        string encoder = _report.Encoder is null ? "" : $", {HtmlPage.Text(_report.Encoder)} encoder";
        string source = counts.Name is null ? "" : $", on <b>{HtmlPage.Text(counts.Name)}</b>";
        _page.Raw($"<h1>{HtmlPage.Text(Subject)}</h1>\n<p class=\"lead\">{HtmlPage.Text(_report.Mode)} evaluation{encoder}{source}</p>\n<dl class=\"counts\">");
        AddCount(_report.Protocol == Protocol.Session ? "sessions" : "users", counts.Evaluated);
        if (counts.Cases != counts.Evaluated)
        {
            AddCount("cases", counts.Cases);
        }

        AddCount("items", counts.Items);
        AddCount("interactions", counts.Interactions);
        _page.Raw($"</dl>\n<p class=\"note\"><b>{_report.Protocol.Name}</b>: {HtmlPage.Text(_report.Protocol.Description)}.</p>\n");
        foreach (string warning in _report.Warnings)
        {
            _page.Raw($"<p class=\"warning\">{HtmlPage.Text(warning)}</p>\n");
        }
    }

    private void AddCount(string name, long count) =>
        _page.Raw(string.Create(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{count:N0}</dd></div>"));

    private void AddFirstTable()
    {
        string hits = _report.Protocol == Protocol.Session ? "P" : "HR";
        _page.Table(
            ["", $"{hits}@{_depth}", "95 %", $"NDCG@{_depth}", "95 %", $"MRR@{_depth}", "MRR"],
            Rows(result =>
            {
                CutoffMetrics? at = result.Details?.AtLength(_depth);
                return
                [
                    Figure(at?.Hits.HitRate ?? result.HitRate), Range(at?.HitRateInterval), Figure(at?.Hits.Ndcg ?? result.Ndcg), Range(at?.NdcgInterval),
                    Figure(at?.Hits.ReciprocalRank), Figure(result.MeanReciprocalRank),
                ];
            }));
    }

    private void AddCurves()
    {
        _page.Heading("Longer lists", "How much is found as the list grows to k items.");
        _page.Pictures(
            ("hit rate at k", CurveChart.Width, CurveChart.Draw(_report, "Hit rate", hits => hits.HitRate)),
            ("NDCG at k", CurveChart.Width, CurveChart.Draw(_report, "NDCG", hits => hits.Ndcg)),
            ("MRR at k", CurveChart.Width, CurveChart.Draw(_report, "MRR", hits => hits.ReciprocalRank)));
        _page.Legend(Rankers());
    }

    private void AddActivity()
    {
        _page.Heading("Who it works for", "By the number of items in the history.");
        _page.Pictures((
            "NDCG by length of history", FullWidth, DrawSlices($"NDCG@{_depth}", details => details.Activity, FullWidth)));
        _page.Legend(Rankers());
    }

    private void AddPopularity()
    {
        if (_report.TargetShares.Count == 0)
        {
            return;
        }

        _page.Heading(
            "Popular and rare items",
            $"Head, torso and tail hold a third of all known interactions each. Left: how well targets of each are found. Right: the share of the places in lists of {_depth} that each gets, beside its share of the targets.");
        _page.Pictures(
            ("NDCG by the target's popularity", HalfWidth, DrawSlices($"NDCG@{_depth}", details => details.Popularity, HalfWidth)),
            ("popularity of recommended items", HalfWidth, GroupedBars.Draw(
                "Share of places",
                ItemStatistics.SliceNames,
                [
                    (Color.FromHex(TargetColour), _report.TargetShares),
                    .. _report.All.Select((result, place) => (ReportPalette.Colour(place, _hasModel), result.Details!.AtLength(_depth).Lists.SliceShares)),
                ],
                HalfWidth)));
        _page.Legend(Rankers().Prepend((TargetColour, "targets")));
    }

    private byte[] DrawSlices(string title, Func<RankingDetails, IReadOnlyList<SliceResult>> slices, int width) => GroupedBars.Draw(
        title,
        [.. slices(_report.All[0].Details!).Select(slice => string.Create(CultureInfo.InvariantCulture, $"{slice.Name}\n{slice.Cases:N0} cases"))],
        [.. _report.All.Select((result, place) => (ReportPalette.Colour(place, _hasModel), Heights(slices(result.Details!))))],
        width);

    private static IReadOnlyList<double> Heights(IReadOnlyList<SliceResult> slices) => [.. slices.Select(slice => slice.Hits.Ndcg)];

    private void AddLists()
    {
        _page.Heading(
            "Beyond hits",
            $"Lists of {_depth}. Coverage: share of all items that someone is shown. Novelty: bits of surprise. Popularity: mean known interactions, and mean share of items that are less popular. Diversity: 1 less the mean cosine of a list's items, by the model's embeddings and by category.");
        _page.Table(
            ["", "coverage", "novelty", "popularity", "percentile", "diversity", "by category"],
            Rows(result =>
            {
                ListMetrics lists = result.Details!.AtLength(_depth).Lists;
                return
                [
                    Figure(lists.Coverage), Figure(lists.Novelty, "0.00"), Figure(lists.AveragePopularity, "N1"), Figure(lists.PopularityPercentile),
                    Figure(lists.Diversity), Figure(lists.CategoryDiversity),
                ];
            }));
    }

    private void AddSampled()
    {
        if (_report.Settings.Sampled == 0)
        {
            return;
        }

        _page.Heading(
            "Sampled", $"Among the target and {_report.Settings.Sampled} drawn items. These figures flatter and are not comparable with the full ranking above.");
        _page.Table(
            ["", "sampled HR@10", "sampled NDCG@10"],
            Rows(result => [Figure(result.Details!.Sampled!.HitRate), Figure(result.Details!.Sampled!.Ndcg)]));
    }

    private void AddFoot(DateTimeOffset made)
    {
        DatasetCounts counts = _report.Counts;
        string unknown = counts.UnknownTargets == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{counts.UnknownTargets:N0} targets are items that the model does not know; they count as misses. ");
        _page.Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"<footer>{counts.SkippedTooShort:N0} skipped with too little to ask about, {counts.SkippedTargetSeen:N0} whose targets are not new to them. {unknown}Intervals: bootstrap over users or sessions, seed {Bootstrap.Seed}. {_report.Seconds:0.0} s. Made {made:yyyy-MM-dd HH:mm} UTC by Manidala.</footer>\n"));
    }

    private IEnumerable<(string Colour, string Name)> Rankers() =>
        _report.All.Select((result, place) => (ReportPalette.Hex(place, _hasModel), result.Name));

    private IEnumerable<(bool IsModel, IReadOnlyList<string> Cells)> Rows(Func<RankingResult, IReadOnlyList<string>> figures) =>
        _report.All.Select((result, place) => (
            _hasModel && place == 0,
            (IReadOnlyList<string>)[HtmlPage.Swatch(ReportPalette.Hex(place, _hasModel)) + HtmlPage.Text(result.Name), .. figures(result)]));

    private static string Figure(double? value, string format = "0.0000") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static string Range(Interval? interval) =>
        interval is { } known ? $"<small>{Figure(known.Low)} – {Figure(known.High)}</small>" : "–";
}
