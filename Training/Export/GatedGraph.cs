using Manidala.Training.Encoders;

namespace Manidala.Training.Export;

/// <summary>The step of a gated encoder as ONNX nodes.</summary>
internal static class GatedGraph
{
    public static (string NextState, string Query) Write(OnnxGraph graph, GatedEncoder encoder, string state, string item)
    {
        string[] states = graph.Split(state, encoder.Layers.Count);
        string x = graph.LayerNorm(item, encoder.Embedded);
        for (int layer = 0; layer < states.Length; layer++)
        {
            (states[layer], x) = Write(graph, encoder.Layers[layer], states[layer], x);
        }

        string query = graph.LayerNorm(x, encoder.Final);
        return (states.Length == 1 ? states[0] : graph.Concat(states), encoder.Temperature == 0 ? query : graph.Shorten(query, (float)encoder.Temperature));
    }

    private static (string NextState, string Output) Write(OnnxGraph graph, GatedLayer layer, string state, string item)
    {
        string[] mix = graph.Split(graph.Linear(graph.LayerNorm(item, layer.MixNorm), layer.Mix), 3);
        string keep = graph.Node("Sigmoid", [mix[1]]);
        string take = graph.Node("Sqrt", [graph.Node("Sub", [graph.Constant([1f]), graph.Node("Mul", [keep, keep])])]);
        string next = graph.Node("Add", [graph.Node("Mul", [keep, state]), graph.Node("Mul", [take, mix[0]])]);
        string mixed = graph.Node("Add", [item, graph.Linear(graph.Node("Mul", [next, Swish(graph, mix[2])]), layer.Shown)]);
        string[] inner = graph.Split(graph.Linear(graph.LayerNorm(mixed, layer.InnerNorm), layer.Inner), 2);
        string fed = graph.Linear(graph.Node("Mul", [Swish(graph, inner[0]), inner[1]]), layer.Outer);
        return (next, graph.Node("Add", [mixed, fed]));
    }

    private static string Swish(OnnxGraph graph, string rows) => graph.Node("Mul", [rows, graph.Node("Sigmoid", [rows])]);
}
