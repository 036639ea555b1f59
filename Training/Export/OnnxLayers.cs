using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>The building blocks that encoders share, as ONNX nodes with the weights of their TorchSharp twins.</summary>
internal static class OnnxLayers
{
    private const float Epsilon = 1e-5f;

    public static string Linear(this OnnxGraph graph, string rows, Linear linear) =>
        graph.Linear(rows, linear.weight, linear.bias!);

    /// <param name="weight">[outputs, inputs].</param>
    public static string Linear(this OnnxGraph graph, string rows, Tensor weight, Tensor bias) =>
        graph.Node("Gemm", [rows, graph.Constant(weight), graph.Constant(bias)], OnnxAttribute.Of("transB", 1));

    /// <summary>The same for rows of more than two lengths, of which the last is the width.</summary>
    public static string LinearEach(this OnnxGraph graph, string rows, Tensor weight, Tensor bias) =>
        graph.Node("Add", [graph.Node("MatMul", [rows, graph.Constant(weight.t())]), graph.Constant(bias)]);

    public static string LayerNorm(this OnnxGraph graph, string rows, LayerNorm norm) => graph.Node(
        "LayerNormalization",
        [rows, graph.Constant(norm.weight!), graph.Constant(norm.bias!)],
        OnnxAttribute.Of("axis", -1),
        OnnxAttribute.Of("epsilon", Epsilon));

    /// <summary>x/2 · (1 + erf(x/√2)): the exact form, written out because the operator is younger than this opset.</summary>
    public static string Gelu(this OnnxGraph graph, string rows)
    {
        string erf = graph.Node("Erf", [graph.Node("Div", [rows, graph.Constant([MathF.Sqrt(2)])])]);
        string doubled = graph.Node("Mul", [rows, graph.Node("Add", [erf, graph.Constant([1f])])]);
        return graph.Node("Mul", [doubled, graph.Constant([0.5f])]);
    }

    /// <summary>Gives every row of a matrix the length 1 / temperature.</summary>
    public static string Shorten(this OnnxGraph graph, string rows, float temperature)
    {
        string length = graph.Node("ReduceL2", [rows], OnnxAttribute.OfList("axes", -1));
        return graph.Node("Div", [rows, graph.Node("Mul", [length, graph.Constant([temperature])])]);
    }

    public static string Constant(this OnnxGraph graph, Tensor values)
    {
        using var dense = values.detach().contiguous();
        return graph.Constant(dense.data<float>().ToArray(), dense.shape);
    }
}
