using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Export;
using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Import;
using Manidala.Training.Tests.Native;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Export;

[Collection(TorchCollection.Name)]
public sealed class ItemTowerExporterTests : IDisposable
{
    private const int Known = 5;
    private readonly TemporaryFolder _folder = new();

    public ItemTowerExporterTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(5);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Export_ItemThatCameLater_GetsTheModelsVectorByItsFeaturesFromTheBundlesFiles(double temperature)
    {
        Item later = NewItem("later", """{"tags":["red","blue","unheard of"],"price":25,"image":[0.5,-2]}""");
        Item[] known =
        [
            NewItem("a", """{"tags":["red"],"price":10,"image":[1,0.5]}"""), NewItem("b", """{"tags":["red","blue"],"price":30,"image":[0,-1]}"""),
            NewItem("c", """{"tags":["blue"]}"""), NewItem("d", """{"price":12}"""), NewItem("e", "{}"),
        ];
        ItemFeatureSchema schema = ItemFeatureTable.From(known, new ItemFeatureOptions { MinimumCount = 2 }).Schema;

        // The model's own way to the vector needs a row for the item; the bundle is told of it only as of any item that nobody has met.
        Item[] items = [.. known, later];
        var shape = new EncoderShape(EncoderKind.Gated, Dimension: 8, Layers: 1, Dropout: 0) { Temperature = temperature };
        bool[] isTrained = [true, true, true, true, true, false];
        using var model = new SequenceModel(shape, items.Length, ItemFeatureMatrix.Of(schema, items), isTrained);
        using (no_grad())
        {
            model.Bias.copy_(tensor(new float[] { 1, 2, 3, 4, 5, 99 }).unsqueeze(1));
        }

        model.eval();
        var trained = new TrainedModel(model, new TrainingOptions { Encoder = shape }, Epoch: 1, ValidationNdcg: null);
        var dataset = new Dataset([.. items.Select(item => item.Id)], [], Through: 1);
        string bundle = _folder.Sub("bundle");
        BundleWriter.Write(bundle, ModelExport.ToBundle(trained, dataset, "tower", new Dictionary<string, double>()));

        (float[] vector, float bias) = RunTower(bundle, later);

        AssertNear(model.VectorByFeatures(Known).data<float>().ToArray(), vector);
        AssertNear(vector, ServedVector(bundle, later, bias));
        AssertNear(Bundle.Read(bundle).ItemEmbeddings[(Known * 8)..], vector);
        Assert.Contains(vector, value => value != 0);

        // ln((e¹ + e² + e³ + e⁴ + e⁵) / 5); the bias of the item itself says nothing.
        Assert.Equal(3.842477, bias, 1e-4);
    }

    /// <summary>As a program would that has the bundle's folder and nothing else.</summary>
    private static (float[] Vector, float Bias) RunTower(string bundle, Item item)
    {
        ItemFeatureSchema schema = ItemFeatureSchema.FromJson(File.ReadAllText(Path.Combine(bundle, "item_features.json")));
        var columns = new List<int>();
        var weights = new List<float>();
        ItemFeatureEntries.Append(schema, schema.Encode(item), columns, weights);
        using var session = new InferenceSession(Path.Combine(bundle, "item_tower.onnx"));
        long[] shape = [1, columns.Count];
        using var features = OrtValue.CreateTensorValueFromMemory(columns.Select(column => (long)column).ToArray(), shape);
        using var shares = OrtValue.CreateTensorValueFromMemory(weights.ToArray(), shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["features", "weights"], [features, shares], ["embedding", "bias"]);
        return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[1].GetTensorDataAsSpan<float>()[0]);
    }

    /// <summary>As a silo does.</summary>
    private static float[] ServedVector(string bundle, Item item, float bias)
    {
        LoadedModel model = LoadedModel.Load(bundle, new EncoderOptions { Provider = EncoderOptions.Cpu });
        LaterItem served = Assert.Single(model.Tower!.Encode([item]).Items);
        model.Retire();
        Assert.Equal(bias, served.Bias);
        return served.Vector;
    }

    private static void AssertNear(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-4f);
        }
    }

    private static Item NewItem(string id, string attributes) =>
        new(0, id, id, [], attributes, IsHidden: false, DateTimeOffset.UnixEpoch, ExpiresAt: null);
}
