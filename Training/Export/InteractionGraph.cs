using Manidala.Training.Encoders;

namespace Manidala.Training.Export;

/// <summary>What types and gaps add to an item's vector, as ONNX nodes in front of the encoder.</summary>
internal static class InteractionGraph
{
    /// <param name="item">[…, dimension].</param>
    /// <param name="type">[…].</param>
    /// <param name="gap">[…, 1].</param>
    public static string Write(OnnxGraph graph, InteractionInputs inputs, string item, string type, string gap)
    {
        float[] knots = [.. Enumerable.Range(0, InteractionInputs.Knots).Select(knot => (float)knot)];
        string distance = graph.Node("Abs", [graph.Node("Sub", [gap, graph.Constant(knots, 1, knots.Length)])]);
        string shares = graph.Node("Relu", [graph.Node("Sub", [graph.Constant([1f]), distance])]);
        string ofGap = graph.Node("MatMul", [shares, graph.Constant(inputs.GapVectors)]);
        string ofType = graph.Node("Gather", [graph.Constant(inputs.TypeVectors), type]);
        return graph.Node("Add", [graph.Node("Add", [item, ofType]), ofGap]);
    }
}
