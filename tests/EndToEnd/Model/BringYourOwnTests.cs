using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Engine.Tests.Support;
using Manidala.Training.Tests.Packing;

namespace Manidala.EndToEnd.Tests.Model;

/// <summary>An encoder trained elsewhere: packed, published to a running server, and served as it was evaluated.</summary>
public sealed class BringYourOwnTests(SampleFolder sample)
{
    private const int Items = 600;
    private const int Dimension = 8;
    private const int Length = 10;
    private const double Tolerance = 0.002;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Publish_PackedSequenceEncoder_ServesWhatTheOfflineEvaluationFinds()
    {
        string folder = await sample.CopyAsync();
        string bundle = await PackAsync(sample.NewFolder());
        string version = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(bundle, "manifest.json"))).RootElement.GetProperty("version").GetString()!;
        JsonElement offline = await EvaluateAsync("--data", folder, "--bundle", bundle);
        await using RunningSilo silo = await RunningSilo.StartAsync(folder);

        await ManidalaProcess.RunAsync(Programs.Training, ["publish", silo.Address.AbsoluteUri, "--bundle", bundle, "--data", folder, "--force"]);
        await silo.Api.FeedUntilAsync("anyone", feed => feed.Model == version, Patience);
        JsonElement served = await EvaluateAsync("--data", folder, "--bundle", bundle, "--served", silo.Address.AbsoluteUri);

        Assert.Equal("sequence", served.GetProperty("encoder").GetString());
        foreach (string metric in new[] { "hr@10", "ndcg@10" })
        {
            double expected = offline.GetProperty(metric).GetDouble();
            Assert.True(expected > 0, $"{metric} is {expected}, with which any two would agree");
            Assert.Equal(expected, served.GetProperty(metric).GetDouble(), Tolerance);
        }
    }

    private static async Task<string> PackAsync(string folder)
    {
        var random = new Random(2);
        float[] vectors = [.. Enumerable.Range(0, Items * Dimension).Select(_ => (2 * random.NextSingle()) - 1)];
        var file = new SequenceFile(vectors, Dimension, Length) { ItemsName = "input_ids", Padding = 0, FirstItem = 1, TakesTypesAndGaps = true };
        string onnx = Path.Combine(folder, "model.onnx");
        string ids = Path.Combine(folder, "ids.json");
        await File.WriteAllBytesAsync(onnx, file.ToOnnx());
        await File.WriteAllTextAsync(ids, JsonSerializer.Serialize(Enumerable.Range(0, Items).Select(item => $"mandala-{item:00000}")));
        string embeddings = NpyFile.Write(Path.Combine(folder, "items.npy"), vectors, Items, Dimension);
        string bundle = Path.Combine(folder, "bundle");
        await ManidalaProcess.RunAsync(
            Programs.Training,
            [
                "model", "pack", "--onnx", onnx, "--items", ids, "--embeddings", embeddings, "--kind", "sequence", "--input", "items=input_ids",
                "--first-item", "1", "--types", "other,view,like", "--name", "mine", "--out", bundle,
            ]);
        return bundle;
    }

    private static async Task<JsonElement> EvaluateAsync(params string[] options) =>
        JsonSerializer.Deserialize<JsonElement>(await ManidalaProcess.RunAsync(Programs.Training, ["evaluate", "--json", .. options]));
}
