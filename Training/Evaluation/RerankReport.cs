using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Manidala.Engine.Feeds;

namespace Manidala.Training.Evaluation;

/// <summary>What each re-ranking step costs and changes.</summary>
/// <param name="Source">Where the data came from.</param>
internal sealed record RerankReport(string Source, string Version, DatasetCounts Counts, RerankSettings Settings, IReadOnlyList<RerankResult> Results)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>That the rule boosts; null for none.</summary>
    public required string? BoostedCategory { get; init; }

    public required double Seconds { get; init; }

    public string ToJson() => new JsonObject
    {
        ["protocol"] = "rerank",
        ["version"] = Version,
        ["dataset"] = new JsonObject
        {
            ["name"] = Source, ["users"] = Counts.Users, ["items"] = Counts.Items, ["interactions"] = Counts.Interactions, ["evaluated"] = Counts.Evaluated,
        },
        ["settings"] = new JsonObject
        {
            ["candidates"] = Settings.Candidates,
            ["lambda"] = Settings.Lambda,
            ["halfLifeDays"] = Settings.HalfLife.TotalDays,
            ["freshnessWeight"] = Settings.FreshnessWeight,
            ["most"] = Settings.Most,
            ["window"] = Settings.Window,
            ["repeatAttribute"] = Settings.RepeatAttribute,
            ["exploreEvery"] = Settings.ExploreEvery,
            ["boostedCategory"] = BoostedCategory,
        },
        ["variants"] = new JsonObject(Results.Select(result => KeyValuePair.Create(result.Name, (JsonNode?)Describe(result)))),
        ["seconds"] = Math.Round(Seconds, 3),
    }.ToJsonString(Indented);

    public void WriteTo(TextWriter output)
    {
        output.WriteLine(Invariant($"re-ranking by {Version} on {Source}: pages of {RankingMetrics.Depth} for {Counts.Evaluated:N0} users, {Settings.Candidates} candidates"));
        output.WriteLine($"{"",-14}{"HR@10",9}{"NDCG@10",9}{"diversity",11}{"by categ.",11}{"coverage",10}   median µs of each step");
        foreach (RerankResult result in Results)
        {
            string steps = string.Join(
                ", ", RankStep.All.Where(result.Microseconds.ContainsKey).Select(step => Invariant($"{step} {result.Microseconds[step]:0.0}")));
            output.WriteLine(Invariant(
                $"{result.Name,-14}{result.HitRate,9:0.0000}{result.Ndcg,9:0.0000}{Figure(result.Lists.Diversity),11}{Figure(result.Lists.CategoryDiversity),11}{result.Lists.Coverage,10:0.0000}   {steps}"));
        }

        output.WriteLine(Invariant($"{Seconds:0.0} s"));
    }

    private static JsonObject Describe(RerankResult result) => new()
    {
        ["hr@10"] = result.HitRate,
        ["ndcg@10"] = result.Ndcg,
        ["diversity@10"] = result.Lists.Diversity,
        ["categoryDiversity@10"] = result.Lists.CategoryDiversity,
        ["coverage@10"] = result.Lists.Coverage,
        ["microseconds"] = new JsonObject(
            RankStep.All.Where(result.Microseconds.ContainsKey).Select(step => KeyValuePair.Create(step, (JsonNode?)Math.Round(result.Microseconds[step], 2)))),
    };

    private static string Figure(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
