using Manidala.Training.Encoders;

namespace Manidala.Training.Export;

/// <summary>The step of a linear recurrent encoder as ONNX nodes, without complex numbers, which ONNX does not know.</summary>
internal static class LinearRecurrentGraph
{
    public static (string NextState, string Query) Write(OnnxGraph graph, LinearRecurrentEncoder encoder, string state, string item)
    {
        string[] states = graph.Split(state, encoder.Layers.Count);
        string x = graph.LayerNorm(item, encoder.Embedded);
        for (int layer = 0; layer < states.Length; layer++)
        {
            (states[layer], x) = Write(graph, encoder.Layers[layer], states[layer], x);
        }

        return (states.Length == 1 ? states[0] : graph.Concat(states), x);
    }

    private static (string NextState, string Output) Write(OnnxGraph graph, LinearRecurrentLayer layer, string state, string item)
    {
        // The gain is folded into the input's weights.
        var gain = layer.Gain();
        string driven = graph.Linear(item, layer.Input.weight * gain.unsqueeze(1), layer.Input.bias! * gain);
        string next = graph.Node("Add", [Turn(graph, layer, state), driven]);
        string mixed = graph.LayerNorm(graph.Node("Add", [item, graph.Linear(next, layer.Output)]), layer.Recurrence);
        string fed = graph.Linear(graph.Gelu(graph.Linear(mixed, layer.Inner)), layer.Outer);
        return (next, graph.LayerNorm(graph.Node("Add", [mixed, fed]), layer.Feedforward));
    }

    /// <summary>λ·h = [Re λ, Re λ]⊙[Re h, Im h] + [−Im λ, Im λ]⊙[Im h, Re h].</summary>
    private static string Turn(OnnxGraph graph, LinearRecurrentLayer layer, string state)
    {
        var lambda = layer.Lambda().chunk(2);
        string[] parts = graph.Split(state, 2);
        string straight = graph.Node("Mul", [state, graph.Constant(TorchSharp.torch.cat([lambda[0], lambda[0]]))]);
        string crossed = graph.Node("Mul", [graph.Concat(parts[1], parts[0]), graph.Constant(TorchSharp.torch.cat([-lambda[1], lambda[1]]))]);
        return graph.Node("Add", [straight, crossed]);
    }
}
