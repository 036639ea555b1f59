using System.Runtime.InteropServices;

namespace Manidala.Engine.Tests.Support;

/// <summary>Builds whole ONNX files of any inputs, constants and nodes; field numbers are those of onnx.proto.</summary>
internal sealed class OnnxModelWriter
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Text = 8;
    public const int Bool = 9;

    private const int IrVersion = 8;
    private const int Opset = 17;
    private const int MlOpset = 2;

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "test");

    /// <summary>A length of -1 is left open; the first one is the batch.</summary>
    public OnnxModelWriter Input(string name, int type, params int[] lengths) => Add(11, Tensor(name, type, lengths));

    public OnnxModelWriter Output(string name, params int[] lengths) => TypedOutput(name, Float, lengths);

    public OnnxModelWriter TypedOutput(string name, int type, params int[] lengths) => Add(12, Tensor(name, type, lengths));

    public OnnxModelWriter Constant(string name, float[] values, params int[] lengths) =>
        Add(5, Lengths(lengths).Number(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values)));

    public OnnxModelWriter Constant(string name, long[] values, params int[] lengths) =>
        Add(5, Lengths(lengths).Number(2, Int64).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<long>(values)));

    public OnnxModelWriter Node(string operation, string inputs, string output, params ProtoWriter[] attributes)
    {
        var node = new ProtoWriter();
        Array.ForEach(inputs.Split(' '), input => node.Text(1, input));
        node.Text(2, output).Text(4, operation);
        Array.ForEach(attributes, attribute => node.Message(5, attribute));
        return Add(1, operation == "LabelEncoder" ? node.Text(7, "ai.onnx.ml") : node);
    }

    public static ProtoWriter Whole(string name, long value) => new ProtoWriter().Text(1, name).Number(3, value).Number(20, 2);

    public static ProtoWriter Texts(string name, params string[] values)
    {
        ProtoWriter attribute = new ProtoWriter().Text(1, name);
        Array.ForEach(values, value => attribute.Text(9, value));
        return attribute.Number(20, 8);
    }

    public static ProtoWriter Wholes(string name, params long[] values)
    {
        ProtoWriter attribute = new ProtoWriter().Text(1, name);
        Array.ForEach(values, value => attribute.Number(8, value));
        return attribute.Number(20, 7);
    }

    /// <summary>The body of a loop, a branch or a scan.</summary>
    public ProtoWriter ToBody(string name) => new ProtoWriter().Text(1, name).Message(6, _graph).Number(20, 5);

    public byte[] ToArray() => new ProtoWriter()
        .Number(1, IrVersion)
        .Text(2, "manidala-tests")
        .Message(7, _graph)
        .Message(8, new ProtoWriter().Text(1, "").Number(2, Opset))
        .Message(8, new ProtoWriter().Text(1, "ai.onnx.ml").Number(2, MlOpset))
        .ToArray();

    private static ProtoWriter Lengths(int[] lengths)
    {
        var tensor = new ProtoWriter();
        Array.ForEach(lengths, length => tensor.Number(1, length));
        return tensor;
    }

    private static ProtoWriter Tensor(string name, int type, int[] lengths)
    {
        var shape = new ProtoWriter();
        for (int place = 0; place < lengths.Length; place++)
        {
            shape.Message(1, lengths[place] < 0 ? new ProtoWriter().Text(2, place == 0 ? "batch" : $"open_{place}") : new ProtoWriter().Number(1, lengths[place]));
        }

        ProtoWriter tensor = new ProtoWriter().Number(1, type).Message(2, shape);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private OnnxModelWriter Add(int field, ProtoWriter message)
    {
        _graph.Message(field, message);
        return this;
    }
}
