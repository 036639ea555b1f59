using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Manidala.Training.Evaluation;

/// <summary>The report for machines. docs/evaluation.md describes the fields; none of them changes its meaning.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,

        // Not for a page: names in any script and apostrophes stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(EvaluationReport report)
    {
        var json = new JsonObject
        {
            ["mode"] = report.Mode,
            ["version"] = report.Version,
            ["encoder"] = report.Encoder,
            ["protocol"] = report.Protocol.Name,
            ["description"] = report.Protocol.Description,
        };
        if (report.Model is { } model)
        {
            Describe(model, report, json);
        }

        json["dataset"] = JsonSerializer.SerializeToNode(report.Counts, JsonSerializerOptions.Web);
        json["warnings"] = new JsonArray([.. report.Warnings.Select(warning => JsonValue.Create(warning))]);
        if (report.TargetShares.Count > 0)
        {
            json["targets"] = Shares(report.TargetShares);
        }

        json["baselines"] = new JsonObject(
            report.Baselines.Select(result => KeyValuePair.Create(result.Name, (JsonNode?)Describe(result, report, []))));
        json["settings"] = new JsonObject
        {
            ["last"] = report.Settings.Newest,
            ["vmisSessions"] = report.Settings.VmisSessions,
            ["vmisNeighbours"] = report.Settings.VmisNeighbours,
            ["intervals"] = $"95 %, bootstrap over users or sessions, seed {Bootstrap.Seed}",
            ["ties"] = "lower row first",
        };
        json["seconds"] = Math.Round(report.Seconds, 3);
        return json.ToJsonString(Indented);
    }

    private static JsonObject Describe(RankingResult result, EvaluationReport report, JsonObject json)
    {
        json["hr@10"] = result.HitRate;
        json["ndcg@10"] = result.Ndcg;
        if (result.MeanReciprocalRank is { } mrr)
        {
            json["mrr"] = mrr;
        }

        if (result.Details is not { } details)
        {
            return json;
        }

        foreach (CutoffMetrics at in details.At)
        {
            DescribeHits(at, report.Protocol, json);
            DescribeLists(at, json);
        }

        json["intervals"] = new JsonObject(details.At.SelectMany(at => new[]
        {
            KeyValuePair.Create($"hr@{at.Length}", Pair(at.HitRateInterval)), KeyValuePair.Create($"ndcg@{at.Length}", Pair(at.NdcgInterval)),
        }));
        json["slices"] = new JsonObject
        {
            ["activity"] = Slices(details.Activity, report.Protocol.Depth), ["popularity"] = Slices(details.Popularity, report.Protocol.Depth),
        };
        if (details.AtLength(report.Protocol.Depth).Lists.SliceShares is { Count: > 0 } shares)
        {
            json["recommended"] = Shares(shares);
        }

        if (details.Sampled is { } sampled)
        {
            json["sampled"] = new JsonObject
            {
                ["negatives"] = sampled.Negatives,
                ["hr@10"] = sampled.HitRate,
                ["ndcg@10"] = sampled.Ndcg,
                ["note"] = "among drawn items only; not comparable with the full ranking",
            };
        }

        return json;
    }

    private static void DescribeHits(CutoffMetrics at, Protocol protocol, JsonObject json)
    {
        json[$"hr@{at.Length}"] = at.Hits.HitRate;
        if (protocol == Protocol.Session)
        {
            // What the session papers call precision: whether the one next item is in the list.
            json[$"p@{at.Length}"] = at.Hits.HitRate;
        }

        json[$"ndcg@{at.Length}"] = at.Hits.Ndcg;
        json[$"mrr@{at.Length}"] = at.Hits.ReciprocalRank;
        json[$"recall@{at.Length}"] = at.Hits.Recall;
    }

    private static void DescribeLists(CutoffMetrics at, JsonObject json)
    {
        void Add(string name, double? value)
        {
            if (value is { } known)
            {
                json[$"{name}@{at.Length}"] = known;
            }
        }

        Add("coverage", at.Lists.Coverage);
        Add("novelty", at.Lists.Novelty);
        Add("arp", at.Lists.AveragePopularity);
        Add("popularityPercentile", at.Lists.PopularityPercentile);
        Add("diversity", at.Lists.Diversity);
        Add("categoryDiversity", at.Lists.CategoryDiversity);
    }

    private static JsonNode? Pair(Interval interval) => new JsonArray(interval.Low, interval.High);

    private static JsonArray Slices(IReadOnlyList<SliceResult> slices, int depth) => new(
    [
        .. slices.Select(slice => new JsonObject
        {
            ["slice"] = slice.Name,
            ["cases"] = slice.Cases,
            [$"hr@{depth}"] = slice.Hits.HitRate,
            [$"ndcg@{depth}"] = slice.Hits.Ndcg,
            [$"mrr@{depth}"] = slice.Hits.ReciprocalRank,
        }),
    ]);

    private static JsonObject Shares(IReadOnlyList<double> shares) =>
        new(shares.Select((share, slice) => KeyValuePair.Create(ItemStatistics.SliceNames[slice], (JsonNode?)share)));
}
