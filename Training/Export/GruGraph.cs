using Manidala.Training.Encoders;

namespace Manidala.Training.Export;

/// <summary>The step of a GRU encoder as ONNX nodes.</summary>
internal static class GruGraph
{
    public static (string NextState, string Query) Write(OnnxGraph graph, GruEncoder encoder, string state, string item)
    {
        string[] states = graph.Split(state, encoder.LayerCount);
        string x = graph.LayerNorm(item, encoder.Embedded);
        string hidden = x;
        for (int layer = 0; layer < states.Length; layer++)
        {
            hidden = states[layer] = Cell(graph, encoder.GatesOf(layer), hidden, states[layer]);
        }

        string query = graph.LayerNorm(graph.Node("Add", [x, graph.Linear(hidden, encoder.Output)]), encoder.Normalized);
        return (states.Length == 1 ? states[0] : graph.Concat(states), query);
    }

    private static string Cell(OnnxGraph graph, GruGates gates, string input, string hidden)
    {
        string[] ofInput = graph.Split(graph.Linear(input, gates.InputWeight, gates.InputBias), 3);
        string[] ofHidden = graph.Split(graph.Linear(hidden, gates.HiddenWeight, gates.HiddenBias), 3);
        string reset = graph.Node("Sigmoid", [graph.Node("Add", [ofInput[0], ofHidden[0]])]);
        string update = graph.Node("Sigmoid", [graph.Node("Add", [ofInput[1], ofHidden[1]])]);
        string kept = graph.Node("Mul", [reset, ofHidden[2]]);
        string candidate = graph.Node("Tanh", [graph.Node("Add", [ofInput[2], kept])]);
        string step = graph.Node("Mul", [update, graph.Node("Sub", [hidden, candidate])]);
        return graph.Node("Add", [candidate, step]);
    }
}
