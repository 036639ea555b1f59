using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>What an evaluation found, and on what.</summary>
/// <param name="Mode"><c>offline</c>, or <c>served</c> through HTTP.</param>
internal sealed record EvaluationReport(
    string Mode,
    string Version,
    string Encoder,
    DatasetCounts Counts,
    RankingResult Model,
    IReadOnlyList<RankingResult> Baselines,
    double Seconds)
{
    public const string Protocol = "leave-one-out, full ranking over the model's items, the user's whole history removed";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string ToJson()
    {
        JsonObject report = Describe(Model);
        report.Insert(0, "mode", Mode);
        report.Insert(1, "version", Version);
        report.Insert(2, "encoder", Encoder);
        report.Insert(3, "protocol", Protocol);
        report["dataset"] = JsonSerializer.SerializeToNode(Counts, JsonSerializerOptions.Web);
        report["baselines"] = new JsonObject(Baselines.Select(result => KeyValuePair.Create(result.Name, (JsonNode?)Describe(result))));
        report["seconds"] = Math.Round(Seconds, 3);
        return report.ToJsonString(Indented);
    }

    public void WriteTo(TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Mode} evaluation of {Version} ({Encoder}): {Counts.Evaluated:N0} users, {Counts.Items:N0} items, {Counts.Interactions:N0} interactions"));
        output.WriteLine(Protocol);
        output.WriteLine($"{"",-14} {"HR@10",7} {"NDCG@10",8} {"MRR",7}");
        foreach (RankingResult result in Baselines.Prepend(Model))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Shorten(result.Name),-14} {result.HitRate,7:0.0000} {result.Ndcg,8:0.0000} {result.MeanReciprocalRank,7:0.0000}"));
        }

        int skipped = Counts.SkippedTooShort + Counts.SkippedTargetSeen;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Seconds:0.0} s; {skipped:N0} users skipped ({Counts.SkippedTooShort:N0} with under three items, {Counts.SkippedTargetSeen:N0} whose last item is not new to them)"));
    }

    private static string Shorten(string name) => name.Length <= 14 ? name : name[..14];

    private static JsonObject Describe(RankingResult result)
    {
        var metrics = new JsonObject { ["hr@10"] = result.HitRate, ["ndcg@10"] = result.Ndcg };
        if (result.MeanReciprocalRank is { } mrr)
        {
            metrics["mrr"] = mrr;
        }

        return metrics;
    }
}

/// <summary>How much there was to measure with.</summary>
/// <param name="Interactions">Positive ones, direct repeats counted once.</param>
/// <param name="Evaluated">Users that were ranked for.</param>
internal sealed record DatasetCounts(
    int Users, int Items, long Interactions, int Evaluated, int SkippedTooShort, int SkippedTargetSeen)
{
    public static DatasetCounts Of(Dataset dataset, HeldOutUsers heldOut) => new(
        dataset.Users.Count,
        dataset.ItemIds.Count,
        dataset.Users.Sum(user => (long)user.Items.Length),
        heldOut.Users.Count,
        heldOut.TooShort,
        heldOut.TargetSeen);
}
