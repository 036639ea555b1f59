using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Manidala.Engine.Model;

namespace Manidala.Bench.Drills.BadModels;

/// <summary>Makes models of a good one: others as good, and some that nobody should serve. Real files throughout.</summary>
internal sealed class BadModelFactory(Bundle good, string folder)
{
    private const string Query = "query";
    private const string NextState = "next_state";

    // With a hidden layer as wide as this a stage is much work for few bytes.
    private const int StageWidth = 2048;
    private const double TimesSlower = 100;

    // A state that grows so by each step is finite for the steps that a check takes, and for few more.
    private const float Growth = 1e6f;

    /// <summary>As good as the original, under another version.</summary>
    public string Another() => Write("another", good.EncoderOnnx, [], "again");

    /// <summary>Bytes of the encoder flipped after its checksum was taken.</summary>
    public string Corrupt()
    {
        string bundle = Write("corrupt", good.EncoderOnnx, []);
        string encoder = Path.Combine(bundle, "encoder.onnx");
        byte[] bytes = File.ReadAllBytes(encoder);
        for (int at = bytes.Length / 2; at < (bytes.Length / 2) + 16; at++)
        {
            bytes[at] ^= 0xff;
        }

        File.WriteAllBytes(encoder, bytes);
        return bundle;
    }

    /// <summary>An item's vector fewer than the manifest says that there are, with a checksum that is right.</summary>
    public string WrongShape()
    {
        const string Vectors = "item_embeddings.f32";
        string bundle = Write("wrong-shape", good.EncoderOnnx, []);
        string path = Path.Combine(bundle, Vectors);
        byte[] bytes = File.ReadAllBytes(path)[..^(good.Manifest.Dimension * sizeof(float))];
        File.WriteAllBytes(path, bytes);
        string manifestPath = Path.Combine(bundle, "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllBytes(manifestPath))!;
        manifest["files"]![Vectors] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)), ["bytes"] = bytes.Length };
        File.WriteAllBytes(manifestPath, JsonSerializer.SerializeToUtf8Bytes(manifest));
        return bundle;
    }

    /// <summary>Every query 0/0.</summary>
    public string NotANumber()
    {
        string query = good.Manifest.Encoder.OutputOf(Query);
        byte[] encoder = new GraphExtension()
            .Node("Sub", [query, query], "drill_zero")
            .Node("Div", ["drill_zero", "drill_zero"], "drill_query")
            .Output("drill_query", good.Manifest.Dimension)
            .Behind(good.EncoderOnnx);
        return Write("not-a-number", encoder, new() { [Query] = "drill_query" });
    }

    /// <summary>A recurrence that runs away: right for the few steps of a check, and not finite soon after.</summary>
    public string RunsAway()
    {
        byte[] encoder = new GraphExtension()
            .Constant("drill_growth", [Growth])
            .Node("Mul", [good.Manifest.Encoder.OutputOf(NextState), "drill_growth"], "drill_state")
            .Output("drill_state", good.Manifest.Encoder.StateSize)
            .Behind(good.EncoderOnnx);
        return Write("runs-away", encoder, new() { [NextState] = "drill_state" });
    }

    /// <summary>The same queries, with so many matrix products beside them that a step takes a hundred times as long.</summary>
    /// <returns>And how many times as long it took here.</returns>
    public (string Bundle, double Times) Slow()
    {
        LoadedModel original = Load(Write("original", good.EncoderOnnx, []));
        try
        {
            int stages = 8;
            while (true)
            {
                string bundle = Write("slow", Laboured(stages), new() { [Query] = "drill_query" });
                LoadedModel slow = Load(bundle);
                (TimeSpan usual, TimeSpan slower) = StepSpeed.Compare(original, slow);
                slow.Retire();
                double times = slower / usual;
                if (times >= TimesSlower)
                {
                    return (bundle, times);
                }

                stages = (int)Math.Ceiling(stages * Math.Min(8, 1.2 * TimesSlower / times));
            }
        }
        finally
        {
            original.Retire();
        }
    }

    private byte[] Laboured(int stages)
    {
        int dimension = good.Manifest.Dimension;
        var random = new Random(1);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - .5f) / StageWidth)];
        string query = good.Manifest.Encoder.OutputOf(Query);
        var graph = new GraphExtension()
            .Constant("drill_up", Weights(dimension * StageWidth), dimension, StageWidth)
            .Constant("drill_down", Weights(StageWidth * dimension), StageWidth, dimension)
            .Constant("drill_nothing", [0f]);
        string last = query;
        for (int stage = 0; stage < stages; stage++)
        {
            graph.Node("MatMul", [last, "drill_up"], $"drill_wide_{stage}").Node("Tanh", [$"drill_wide_{stage}"], $"drill_bent_{stage}")
                .Node("MatMul", [$"drill_bent_{stage}", "drill_down"], $"drill_narrow_{stage}");
            last = $"drill_narrow_{stage}";
        }

        return graph
            .Node("Mul", [last, "drill_nothing"], "drill_unused")
            .Node("Add", [query, "drill_unused"], "drill_query")
            .Output("drill_query", dimension)
            .Behind(good.EncoderOnnx);
    }

    private static LoadedModel Load(string bundle) => LoadedModel.Load(bundle, new EncoderOptions { Provider = EncoderOptions.Cpu });

    /// <param name="outputs">Roles whose tensor is another one than in the original.</param>
    private string Write(string name, byte[] encoder, Dictionary<string, string> outputs, string? otherwise = null)
    {
        BundleManifest manifest = good.Manifest;
        EncoderContract contract = manifest.Encoder with
        {
            Outputs = (manifest.Encoder.Outputs ?? new Dictionary<string, string>()).Where(pair => !outputs.ContainsKey(pair.Key)).Concat(outputs).ToDictionary(),
        };
        string bundle = Path.Combine(folder, name);
        BundleWriter.Write(bundle, new BundleContents(
            otherwise is null ? $"drill-{name}" : $"{manifest.Name}-{otherwise}",
            contract,
            manifest.Dimension,
            good.ItemIds,
            good.ItemEmbeddings,
            good.ItemBias,
            encoder,
            manifest.TrainedThrough,
            new Dictionary<string, double>()));
        return bundle;
    }
}
