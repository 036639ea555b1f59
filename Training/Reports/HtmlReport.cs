using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Manidala.Training.Evaluation;
using ScottPlot;

namespace Manidala.Training.Reports;

/// <summary>The report for a browser: one file with its pictures in it, which asks nothing of the network.</summary>
internal sealed class HtmlReport(EvaluationReport report, DateTimeOffset made)
{
    private const string TargetColour = "#111827";
    private readonly StringBuilder _html = new();
    private readonly int _depth = report.Protocol.Depth;
    private readonly bool _hasModel = report.Model is not null;

    /// <summary>Written beside and then renamed, so that no half of it is ever there.</summary>
    public static void Write(string path, EvaluationReport report, DateTimeOffset made)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string beside = $"{full}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllText(beside, new HtmlReport(report, made).Render());
            File.Move(beside, full, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    public string Render()
    {
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _html.Append(CultureInfo.InvariantCulture, $"<title>{Text(Subject)} - evaluation</title>\n<style>\n{Style()}</style>\n</head>\n<body>\n<main>\n");
        AddHead();
        AddFirstTable();
        AddCurves();
        AddSlices("Who it works for", "By how many items a user's history has.", details => details.Activity, 760);
        AddSlices("Which items it finds", "By the target's popularity: head, torso and tail hold a third of all known interactions each.", details => details.Popularity, 560);
        AddPopularity();
        AddLists();
        AddSampled();
        AddFoot();
        _html.Append("</main>\n</body>\n</html>\n");
        return _html.ToString();
    }

    private string Subject => report.Version ?? "baselines";

    private void AddHead()
    {
        DatasetCounts counts = report.Counts;
        string asked = report.Protocol == Protocol.Session ? "sessions" : "users";
        _html.Append(CultureInfo.InvariantCulture, $"<h1>{Text(Subject)}</h1>\n<p class=\"lead\">{Text(report.Mode)} evaluation{(report.Encoder is null ? "" : $", {Text(report.Encoder)} encoder")}");
        _html.Append(CultureInfo.InvariantCulture, $"{(counts.Name is null ? "" : $", on <b>{Text(counts.Name)}</b>")}</p>\n<dl class=\"counts\">");
        AddCount(asked, counts.Evaluated);
        if (counts.Cases != counts.Evaluated)
        {
            AddCount("cases", counts.Cases);
        }

        AddCount("items", counts.Items);
        AddCount("interactions", counts.Interactions);
        _html.Append(CultureInfo.InvariantCulture, $"</dl>\n<p class=\"note\"><b>{Text(report.Protocol.Name)}</b>: {Text(report.Protocol.Description)}.</p>\n");
    }

    private void AddCount(string name, long count) =>
        _html.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{count:N0}</dd></div>");

    private void AddFirstTable()
    {
        string hits = report.Protocol == Protocol.Session ? "P" : "HR";
        BeginTable("", $"{hits}@{_depth}", "95 %", $"NDCG@{_depth}", "95 %", $"MRR@{_depth}", "MRR");
        for (int place = 0; place < report.All.Count; place++)
        {
            RankingResult result = report.All[place];
            CutoffMetrics? at = result.Details?.AtLength(_depth);
            AddRow(
                place,
                Figure(at?.Hits.HitRate ?? result.HitRate),
                at is null ? "" : Range(at.HitRateInterval),
                Figure(at?.Hits.Ndcg ?? result.Ndcg),
                at is null ? "" : Range(at.NdcgInterval),
                Figure(at?.Hits.ReciprocalRank),
                Figure(result.MeanReciprocalRank));
        }

        EndTable();
    }

    private void AddCurves()
    {
        if (report.All.Any(result => result.Details is null))
        {
            return;
        }

        AddHeading("Longer lists", "How much is found as the list grows.");
        _html.Append("<div class=\"row\">");
        AddPicture("hit rate at k", CurveChart.Width, CurveChart.Draw(report, "Hit rate", hits => hits.HitRate));
        AddPicture("NDCG at k", CurveChart.Width, CurveChart.Draw(report, "NDCG", hits => hits.Ndcg));
        AddPicture("MRR at k", CurveChart.Width, CurveChart.Draw(report, "MRR", hits => hits.ReciprocalRank));
        _html.Append("</div>\n");
        AddLegend(withTargets: false);
    }

    private void AddSlices(string title, string note, Func<RankingDetails, IReadOnlyList<SliceResult>> slices, int width)
    {
        if (report.All.Any(result => result.Details is null) || slices(report.All[0].Details!).Count == 0)
        {
            return;
        }

        IReadOnlyList<SliceResult> first = slices(report.All[0].Details!);
        AddHeading(title, note);
        AddPicture(title, width, GroupedBars.Draw(
            $"NDCG@{_depth}",
            [.. first.Select(slice => string.Create(CultureInfo.InvariantCulture, $"{slice.Name}\n{slice.Cases:N0} cases"))],
            [.. report.All.Select((result, place) => (ReportPalette.Colour(place, _hasModel), Heights(slices(result.Details!))))],
            width));
        AddLegend(withTargets: false);
    }

    private static IReadOnlyList<double> Heights(IReadOnlyList<SliceResult> slices) => [.. slices.Select(slice => slice.Hits.Ndcg)];

    private void AddPopularity()
    {
        if (report.TargetShares.Count == 0 || report.All.Any(result => result.Details is null))
        {
            return;
        }

        AddHeading("What it shows, and what was wanted", $"Share of the places in lists of {_depth} that each slice of items has, beside its share of the targets.");
        AddPicture("popularity of recommended items", 560, GroupedBars.Draw(
            "share of places",
            ItemStatistics.SliceNames,
            [
                (Color.FromHex(TargetColour), report.TargetShares),
                .. report.All.Select((result, place) => (ReportPalette.Colour(place, _hasModel), result.Details!.AtLength(_depth).Lists.SliceShares)),
            ],
            560));
        AddLegend(withTargets: true);
    }

    private void AddLists()
    {
        if (report.All.Any(result => result.Details is null))
        {
            return;
        }

        AddHeading(
            "Beyond hits",
            $"Lists of {_depth}. Coverage: share of all items that someone is shown. Novelty: bits of surprise. Popularity: mean known interactions, and mean share of items that are less popular. Diversity: 1 less the mean cosine of a list's items, by the model's embeddings and by category.");
        BeginTable("", "coverage", "novelty", "popularity", "percentile", "diversity", "by category");
        for (int place = 0; place < report.All.Count; place++)
        {
            ListMetrics lists = report.All[place].Details!.AtLength(_depth).Lists;
            AddRow(
                place,
                Figure(lists.Coverage),
                Figure(lists.Novelty, "0.00"),
                Figure(lists.AveragePopularity, "N1"),
                Figure(lists.PopularityPercentile),
                Figure(lists.Diversity),
                Figure(lists.CategoryDiversity));
        }

        EndTable();
    }

    private void AddSampled()
    {
        if (report.All.Any(result => result.Details?.Sampled is null))
        {
            return;
        }

        AddHeading("Sampled", $"Among the target and {report.Settings.Sampled} drawn items. These figures flatter and are not comparable with the full ranking above.");
        BeginTable("", "HR@10", "NDCG@10");
        for (int place = 0; place < report.All.Count; place++)
        {
            SampledResult sampled = report.All[place].Details!.Sampled!;
            AddRow(place, Figure(sampled.HitRate), Figure(sampled.Ndcg));
        }

        EndTable();
    }

    private void AddFoot()
    {
        DatasetCounts counts = report.Counts;
        _html.Append(CultureInfo.InvariantCulture, $"<footer>{counts.SkippedTooShort:N0} skipped with too little to ask about, {counts.SkippedTargetSeen:N0} whose targets are not new to them. ");
        if (counts.UnknownTargets > 0)
        {
            _html.Append(CultureInfo.InvariantCulture, $"{counts.UnknownTargets:N0} targets are items that the model does not know; they count as misses. ");
        }

        _html.Append(CultureInfo.InvariantCulture, $"Intervals: bootstrap over users or sessions, seed {Bootstrap.Seed}. {report.Seconds:0.0} s. Made {made:yyyy-MM-dd HH:mm} UTC by Manidala.</footer>\n");
    }

    private void AddHeading(string title, string note) =>
        _html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2>\n<p class=\"note\">{Text(note)}</p>\n");

    private void AddPicture(string meaning, int width, byte[] png) =>
        _html.Append(CultureInfo.InvariantCulture, $"<img width=\"{width}\" alt=\"{Text(meaning)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">\n");

    private void AddLegend(bool withTargets)
    {
        _html.Append("<p class=\"legend\">");
        if (withTargets)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<span><i style=\"background:{TargetColour}\"></i>targets</span>");
        }

        for (int place = 0; place < report.All.Count; place++)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<span>{Swatch(place)}{Text(report.All[place].Name)}</span>");
        }

        _html.Append("</p>\n");
    }

    private string Swatch(int place) => $"<i style=\"background:{ReportPalette.Hex(place, _hasModel)}\"></i>";

    private void BeginTable(params ReadOnlySpan<string> columns)
    {
        _html.Append("<table>\n<thead><tr>");
        foreach (string column in columns)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<th>{Text(column)}</th>");
        }

        _html.Append("</tr></thead>\n<tbody>\n");
    }

    private void AddRow(int place, params ReadOnlySpan<string> figures)
    {
        _html.Append(CultureInfo.InvariantCulture, $"<tr{(_hasModel && place == 0 ? " class=\"model\"" : "")}><th>{Swatch(place)}{Text(report.All[place].Name)}</th>");
        foreach (string figure in figures)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<td>{figure}</td>");
        }

        _html.Append("</tr>\n");
    }

    private void EndTable() => _html.Append("</tbody>\n</table>\n");

    private static string Figure(double? value, string format = "0.0000") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static string Range(Interval interval) => $"<small>{Figure(interval.Low)} – {Figure(interval.High)}</small>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Style()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
