using System.Runtime.InteropServices;

namespace Manidala.Bench.Drills.BadModels;

/// <summary>
/// More nodes for a finished ONNX file. Protocol Buffers merge two occurrences of one message, so a second graph behind the file's end is added to the first: the file
/// stays as it was trained, and what is wrong comes after it.
/// </summary>
internal sealed class GraphExtension
{
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphOutput = 12;
    private const long Float = 1;
    private readonly ProtoMessage _graph = new();

    /// <param name="inputs">Tensors of the file, or of nodes before this one.</param>
    public GraphExtension Node(string operation, string[] inputs, string output)
    {
        var node = new ProtoMessage();
        Array.ForEach(inputs, input => node.Add(1, input));
        _graph.Add(GraphNode, node.Add(2, output).Add(4, operation));
        return this;
    }

    public GraphExtension Constant(string name, float[] values, params long[] lengths)
    {
        var tensor = new ProtoMessage();
        Array.ForEach(lengths, length => tensor.Add(1, length));
        _graph.Add(GraphInitializer, tensor.Add(2, Float).Add(8, name).Add(9, MemoryMarshal.AsBytes<float>(values)));
        return this;
    }

    /// <summary>Numbers of each user of the batch.</summary>
    public GraphExtension Output(string name, int length)
    {
        ProtoMessage shape = new ProtoMessage().Add(1, new ProtoMessage().Add(2, "batch")).Add(1, new ProtoMessage().Add(1, length));
        ProtoMessage tensor = new ProtoMessage().Add(1, Float).Add(2, shape);
        _graph.Add(GraphOutput, new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor)));
        return this;
    }

    public byte[] Behind(ReadOnlySpan<byte> model) => [.. model, .. new ProtoMessage().Add(ModelGraph, _graph).ToArray()];
}
