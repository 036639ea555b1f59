using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Quality;

/// <summary>
/// Trains on a bare file of sequences and evaluates the bundle, once for each seed, through the command line that users have, and says what came out as one JSON
/// object with mean and spread.
/// </summary>
internal sealed class QualityRun(ManidalaCommandLine manidala, string scratch, TextWriter log)
{
    private static readonly string[] Figures = ["hr@10", "ndcg@10", "p@20", "mrr@20", "mrr"];

    public async Task<JsonObject> RunAsync(QualityRequest request, CancellationToken cancellationToken)
    {
        var seeds = new JsonArray();
        string version = "";
        JsonObject baselines = [];
        var started = Stopwatch.StartNew();
        for (int seed = 1; seed <= request.Seeds; seed++)
        {
            string bundle = Path.Combine(scratch, $"seed{seed}");
            var training = Stopwatch.StartNew();
            string trained = await manidala.RunAsync([.. request.TrainArguments, "--seed", Text(seed), "--out", bundle], cancellationToken).ConfigureAwait(false);
            double seconds = training.Elapsed.TotalSeconds;
            JsonNode report = JsonNode.Parse(await manidala.RunAsync([.. request.EvaluateArguments, "--bundle", bundle, "--json"], cancellationToken).ConfigureAwait(false))!;
            baselines = BaselinesIn(report);
            version = (string?)report["version"] ?? version;
            var own = new JsonObject { ["seed"] = seed, ["version"] = version, ["trainingSeconds"] = Math.Round(seconds, 1), ["validation"] = ValidationIn(trained) };
            foreach (string figure in Figures)
            {
                if (report[figure] is { } value)
                {
                    own[figure] = value.DeepClone();
                }
            }

            await log.WriteLineAsync(own.ToJsonString()).ConfigureAwait(false);
            seeds.Add(own);
        }

        return Summary(request, seeds, baselines, started.Elapsed.TotalSeconds);
    }

    private static JsonObject Summary(QualityRequest request, JsonArray seeds, JsonObject baselines, double seconds)
    {
        var summary = new JsonObject
        {
            ["dataset"] = request.Dataset,
            ["protocol"] = request.Protocol,
            ["encoder"] = request.Encoder,
            ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["machine"] = Machine.Describe(),
            ["command"] = request.Command,
        };
        foreach (string figure in Figures)
        {
            double[] values = [.. seeds.Where(seed => seed![figure] is not null).Select(seed => (double)seed![figure]!)];
            if (values.Length > 0)
            {
                double mean = values.Average();
                summary[figure] = Math.Round(mean, 5);
                summary[$"{figure} spread"] = Math.Round(values.Max() - values.Min(), 5);
            }
        }

        summary["seconds"] = Math.Round(seconds, 1);
        summary["seeds"] = seeds.DeepClone();
        summary["baselines"] = baselines;
        return summary;
    }

    private static JsonObject BaselinesIn(JsonNode report)
    {
        var baselines = new JsonObject();
        foreach ((string name, JsonNode? figures) in report["baselines"] as JsonObject ?? [])
        {
            baselines[name] = new JsonObject(Figures.Where(figure => figures?[figure] is not null)
                .Select(figure => KeyValuePair.Create(figure, figures![figure]!.DeepClone()))!);
        }

        return baselines;
    }

    /// <summary>What train says last: "Wrote VERSION to FOLDER; validation METRIC VALUE after epoch N; SECONDS s". Folders are of no interest to others.</summary>
    private static string ValidationIn(string trained) => trained.Split(';', StringSplitOptions.TrimEntries) is [_, var validation, ..] ? validation : "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
