using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Grains.Tests.Support;

/// <summary>Whole models that nobody should serve, with real graphs; their states are as long as their items' vectors.</summary>
internal static class UnfitModels
{
    private const int Layers = 40;
    private const int LayerWidth = 2048;

    /// <summary>A recurrence that grows so much by each step that the fifth overflows, and none of the three that a check takes.</summary>
    public static BundleContents RunsAway(int items, int dimension) => Contents("runs-away", items, dimension, File(dimension)
        .Constant("growth", [1e8f])
        .Node("Add", "state item", "sum")
        .Node("Mul", "sum growth", "next_state")
        .Node("Identity", "sum", "query"));

    /// <summary>Right, with much work beside it.</summary>
    public static BundleContents Slow(int items, int dimension)
    {
        OnnxModelWriter file = File(dimension)
            .Constant("up", Small(dimension * LayerWidth), dimension, LayerWidth)
            .Constant("down", Small(LayerWidth * dimension), LayerWidth, dimension)
            .Node("Add", "state item", "sum")
            .Node("Tanh", "sum", "layer_0");
        for (int layer = 0; layer < Layers; layer++)
        {
            file.Node("MatMul", $"layer_{layer} up", $"wide_{layer}").Node("MatMul", $"wide_{layer} down", $"layer_{layer + 1}");
        }

        return Contents("slow", items, dimension, file.Node("Tanh", "sum", "next_state").Node("Add", $"sum layer_{Layers}", "query"));
    }

    private static float[] Small(int count) => [.. Enumerable.Range(0, count).Select(at => (at % 7) / (float)(7 * LayerWidth))];

    private static OnnxModelWriter File(int dimension) => new OnnxModelWriter()
        .Input("state", OnnxModelWriter.Float, -1, dimension).Input("item", OnnxModelWriter.Float, -1, dimension)
        .Output("next_state", -1, dimension).Output("query", -1, dimension);

    private static BundleContents Contents(string name, int items, int dimension, OnnxModelWriter file) =>
        TestBundle.Contents(name, items, dimension, seed: 3) with { Encoder = new EncoderContract(EncoderContract.Recurrent, dimension), EncoderOnnx = file.ToArray() };
}
