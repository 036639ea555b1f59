using Manidala.Training.Data;
using Manidala.Training.Learning;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>
/// Writes <c>item_tower.onnx</c>: <c>features</c> [batch, entries] int64 and <c>weights</c> [batch, entries] (0 where an item has fewer) in, <c>embedding</c>
/// [batch, dimension] and <c>bias</c> [batch, 1] out, as for an item that nobody has met.
/// </summary>
internal static class ItemTowerExporter
{
    private const float Tolerance = 1e-4f;
    private const int CheckedItems = 32;

    /// <exception cref="InvalidOperationException">What was written computes something else than the model does.</exception>
    public static byte[] Export(SequenceModel model)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var graph = new OnnxGraph("item-tower");
        string features = graph.OpenInput("features", isWhole: true);
        string weights = graph.OpenInput("weights", isWhole: false);
        string rows = graph.Node("Gather", [graph.Constant(model.FeatureEmbeddings!), features]);
        string weighed = graph.Node("Mul", [rows, graph.Node("Unsqueeze", [weights, graph.WholeConstant(2)])]);
        string sum = graph.Node("ReduceSum", [weighed, graph.WholeConstant(1)], OnnxAttribute.Of("keepdims", 0L));
        string length = graph.Node("ReduceL2", [sum], OnnxAttribute.OfList("axes", -1));
        string embedding = model.HasUnitVectors ? graph.Node("Div", [sum, graph.Node("Max", [length, graph.Constant([SequenceModel.ShortestLength])])]) : sum;
        graph.Output("embedding", model.Encoder.Dimension, embedding);
        string none = graph.Node("Mul", [length, graph.Constant([0f])]);
        graph.Output("bias", 1, graph.Node("Add", [none, graph.Constant([model.UntrainedBias()])]));
        byte[] file = graph.ToModel();
        Require(file, model);
        return file;
    }

    private static void Require(byte[] file, SequenceModel model)
    {
        using var session = new InferenceSession(file);
        ItemFeatureMatrix features = model.ItemFeatures!;
        for (int item = 0; item < Math.Min(CheckedItems, features.ItemCount); item++)
        {
            long[] own = [.. features.FeaturesOf(item).ToArray().Select(feature => (long)feature)];
            long[] shape = [1, own.Length];
            using var columns = OrtValue.CreateTensorValueFromMemory(own, shape);
            using var weights = OrtValue.CreateTensorValueFromMemory(features.WeightsOf(item).ToArray(), shape);
            using var options = new RunOptions();
            using var outputs = session.Run(options, ["features", "weights"], [columns, weights], ["embedding"]);
            float[] expected = model.VectorByFeatures(item).data<float>().ToArray();
            ReadOnlySpan<float> found = outputs[0].GetTensorDataAsSpan<float>();
            for (int i = 0; i < expected.Length; i++)
            {
                if (!(MathF.Abs(found[i] - expected[i]) <= Tolerance * MathF.Max(1, MathF.Abs(expected[i]))))
                {
                    throw new InvalidOperationException($"The exported item tower differs from the trained one: item {item}, number {i}, is {found[i]}; expected {expected[i]}.");
                }
            }
        }
    }
}
