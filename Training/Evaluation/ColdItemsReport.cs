using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Manidala.Training.Evaluation;

/// <summary>What the held-out items' test found.</summary>
/// <param name="Source">Where the data came from.</param>
/// <param name="Results">With attributes, by ids alone, at random.</param>
internal sealed record ColdItemsReport(string Source, double Share, int Seed, ColdItemsSplit Split, IReadOnlyList<ColdItemsResult> Results)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Held-out items without any attribute, which nothing can tell apart.</summary>
    public required int Undescribed { get; init; }

    public required double Seconds { get; init; }

    private long TrainedInteractions => Split.Training.Users.Sum(user => (long)user.Items.Length);

    public string ToJson() => new JsonObject
    {
        ["protocol"] = "cold-items",
        ["dataset"] = new JsonObject
        {
            ["name"] = Source,
            ["items"] = Split.IsHeldOut.Length,
            ["heldOutItems"] = Split.HeldOut,
            ["heldOutWithoutAttributes"] = Undescribed,
            ["users"] = Split.Training.Users.Count,
            ["trainedInteractions"] = TrainedInteractions,
            ["cases"] = Split.Cases.Count,
        },
        ["share"] = Share,
        ["seed"] = Seed,
        ["results"] = new JsonObject(Results.Select(result => KeyValuePair.Create(result.Name, (JsonNode?)Describe(result)))),
        ["seconds"] = Math.Round(Seconds, 3),
    }.ToJsonString(Indented);

    public void WriteTo(TextWriter output)
    {
        output.WriteLine(Invariant(
            $"cold items of {Source}: {Split.HeldOut:N0} of {Split.IsHeldOut.Length:N0} items held out ({Undescribed:N0} without attributes), {Split.Cases.Count:N0} interactions with them to be found"));
        output.WriteLine(Invariant(
            $"trained on {TrainedInteractions:N0} interactions of {Split.Training.Users.Count:N0} users, none with a held-out item; {Seconds:0.0} s"));
        output.WriteLine($"{"",-16}{"among all items",24}{"among the held-out ones",28}");
        output.WriteLine($"{"",-16}{"HR@10",12}{"NDCG@10",12}{"HR@10",16}{"NDCG@10",12}");
        foreach (ColdItemsResult result in Results)
        {
            output.WriteLine(Invariant(
                $"{result.Name,-16}{result.AmongAll.HitRate,12:0.0000}{result.AmongAll.Ndcg,12:0.0000}{result.AmongHeldOut.HitRate,16:0.0000}{result.AmongHeldOut.Ndcg,12:0.0000}"));
        }
    }

    private static JsonObject Describe(ColdItemsResult result)
    {
        var json = new JsonObject { ["amongAll"] = Describe(result.AmongAll), ["amongHeldOut"] = Describe(result.AmongHeldOut) };
        if (result.Epoch is { } epoch)
        {
            json["epoch"] = epoch;
        }

        return json;
    }

    private static JsonObject Describe(ColdItemsFigures figures) => new() { ["hr@10"] = figures.HitRate, ["ndcg@10"] = figures.Ndcg };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
