using Manidala.Engine.Model;
using Manidala.Training.Encoders;
using TorchSharp;

namespace Manidala.Training.Export;

/// <summary>A transformer over the newest interactions as ONNX nodes: the window padded behind its end in, the query of the newest place out.</summary>
internal static class TransformerGraph
{
    /// <summary>Added to the scores of places that may not be looked at: finite, so that not even a window without any place gives NaN.</summary>
    private const float Hidden = -1e9f;

    public static byte[] Write(TransformerEncoder encoder)
    {
        var graph = new OnnxGraph(encoder.GetName());
        string items = graph.Input(EncoderRoles.ItemEmbeddings, encoder.Length, encoder.Dimension);
        string seen = encoder.Interactions is { } interactions ? WithInteractions(graph, interactions, items, encoder.Length) : items;
        string length = graph.WholeInput(EncoderRoles.Length);
        string scaled = graph.Node("Mul", [seen, graph.Constant([MathF.Sqrt(encoder.Dimension)])]);
        string x = graph.Node("Add", [scaled, graph.Constant(encoder.Positions)]);
        string places = graph.WholeConstant([.. Enumerable.Range(0, encoder.Length).Select(place => (long)place)]);
        for (int block = 0; block < encoder.Blocks.Count - 1; block++)
        {
            x = Write(graph, encoder.Blocks[block], x, x, BeforeEach(graph, places));
        }

        // Of the last block only the newest place is asked for.
        string newest = Unsqueeze(graph, Newest(graph, x, length), 1);
        string last = Write(graph, encoder.Blocks[^1], newest, x, BeforeEnd(graph, places, length));
        string query = graph.LayerNorm(graph.Node("Squeeze", [last, graph.WholeConstant(1)]), encoder.Final);
        graph.Output(EncoderRoles.Query, encoder.Dimension, encoder.Temperature == 0 ? query : graph.Shorten(query, (float)encoder.Temperature));
        return graph.ToModel();
    }

    private static string WithInteractions(OnnxGraph graph, InteractionInputs interactions, string items, int length)
    {
        string types = graph.WholeInput(EncoderRoles.Types, length);
        string gaps = graph.Input(EncoderRoles.Gaps, length);
        return InteractionGraph.Write(graph, interactions, items, types, Unsqueeze(graph, gaps, 2));
    }

    /// <param name="asking">[batch, places, dimension]: the rows that go on.</param>
    /// <param name="asked">[batch, length, dimension]: the rows that are looked at.</param>
    /// <param name="mask">Added to the scores [batch, heads, places, length].</param>
    private static string Write(OnnxGraph graph, TransformerBlock block, string asking, string asked, string mask)
    {
        torch.Tensor[] weights = block.Mix.weight.chunk(3);
        torch.Tensor[] biases = block.Mix.bias!.chunk(3);
        long width = weights[0].shape[0] / block.Heads;

        // The scores' scale is folded into the weights of what asks.
        using Scalar scale = 1 / Math.Sqrt(width);
        string context = graph.LayerNorm(asked, block.MixNorm);
        string own = asking == asked ? context : graph.LayerNorm(asking, block.MixNorm);
        string queries = ToHeads(graph, graph.LinearEach(own, weights[0] * scale, biases[0] * scale), block.Heads, width, [0, 2, 1, 3]);
        GC.KeepAlive(scale);
        string keys = ToHeads(graph, graph.LinearEach(context, weights[1], biases[1]), block.Heads, width, [0, 2, 3, 1]);
        string values = ToHeads(graph, graph.LinearEach(context, weights[2], biases[2]), block.Heads, width, [0, 2, 1, 3]);
        string scores = graph.Node("Add", [graph.Node("MatMul", [queries, keys]), mask]);
        string shares = graph.Node("Softmax", [scores], OnnxAttribute.Of("axis", -1));
        string answers = graph.Node("Transpose", [graph.Node("MatMul", [shares, values])], OnnxAttribute.OfList("perm", 0, 2, 1, 3));
        string joined = graph.Node("Reshape", [answers, graph.WholeConstant(0, 0, block.Heads * width)]);
        string mixed = graph.Node("Add", [asking, graph.LinearEach(joined, block.Mixed.weight, block.Mixed.bias!)]);
        string inner = graph.Node("Relu", [graph.LinearEach(graph.LayerNorm(mixed, block.InnerNorm), block.Inner.weight, block.Inner.bias!)]);
        return graph.Node("Add", [mixed, graph.LinearEach(inner, block.Outer.weight, block.Outer.bias!)]);
    }

    /// <param name="order">Of batch, place, head and width within the head.</param>
    private static string ToHeads(OnnxGraph graph, string rows, int heads, long width, long[] order) => graph.Node(
        "Transpose", [graph.Node("Reshape", [rows, graph.WholeConstant(0, 0, heads, width)])], OnnxAttribute.OfList("perm", order));

    /// <summary>[length, length]: each place sees itself and those before it.</summary>
    private static string BeforeEach(OnnxGraph graph, string places) => Mask(graph, graph.Node("LessOrEqual", [places, Unsqueeze(graph, places, 1)]));

    /// <summary>[batch, 1, 1, length]: the filled places.</summary>
    private static string BeforeEnd(OnnxGraph graph, string places, string length) => Mask(graph, graph.Node("Less", [places, Unsqueeze(graph, length, 1, 2, 3)]));

    private static string Mask(OnnxGraph graph, string isSeen) => graph.Node("Where", [isSeen, graph.Constant([0f]), graph.Constant([Hidden])]);

    /// <summary>[batch, dimension]: the row of each user's last filled place.</summary>
    private static string Newest(OnnxGraph graph, string rows, string length)
    {
        string place = graph.Node("Sub", [length, graph.WholeConstant(1)]);
        return graph.Node("GatherND", [rows, Unsqueeze(graph, place, 1)], OnnxAttribute.Of("batch_dims", 1L));
    }

    private static string Unsqueeze(OnnxGraph graph, string values, params long[] axes) => graph.Node("Unsqueeze", [values, graph.WholeConstant(axes)]);
}
