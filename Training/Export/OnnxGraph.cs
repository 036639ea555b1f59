using System.Globalization;
using System.Runtime.InteropServices;

namespace Manidala.Training.Export;

/// <summary>
/// Builds an ONNX model of 32-bit floats, the rows of whose inputs and outputs are a batch of any size, unless a tensor is said to be otherwise. The field
/// numbers are those of the public schema onnx.proto. Equal calls give equal bytes.
/// </summary>
internal sealed class OnnxGraph(string name)
{
    private const long IrVersion = 8;

    // The oldest with LayerNormalization.
    private const long Opset = 17;
    private const long Open = -1;

    /// <summary>Element types, by their numbers in onnx.proto.</summary>
    public const long FloatType = 1;
    public const long ShortWholeType = 6;
    public const long WholeType = 7;
    public const long HalfType = 10;

    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<ProtoMessage> _constants = [];
    private readonly List<ProtoMessage> _inputs = [];
    private readonly List<ProtoMessage> _outputs = [];
    private int _names;

    /// <summary>A row, or a block of rows, for each of the batch.</summary>
    public string Input(string input, params long[] lengths)
    {
        _inputs.Add(Tensor(input, FloatType, lengths));
        return input;
    }

    /// <summary>As many numbers a row as the caller likes, the same for all rows.</summary>
    public string OpenInput(string input, bool isWhole)
    {
        _inputs.Add(Tensor(input, isWhole ? WholeType : FloatType, [Open]));
        return input;
    }

    /// <summary>One whole number for each of the batch, or as many as are said.</summary>
    public string WholeInput(string input, params long[] lengths)
    {
        _inputs.Add(Tensor(input, WholeType, lengths));
        return input;
    }

    /// <summary>A tensor of any element type, each of whose lengths is free and has a name, or is a number.</summary>
    public string FreeInput(string input, long type, params string[] lengths)
    {
        _inputs.Add(Tensor(input, type, [.. lengths.Select(Length)]));
        return input;
    }

    /// <summary>Gives a value to the outside under <paramref name="output"/>.</summary>
    public void Output(string output, long width, string value)
    {
        AddNode("Identity", [value], [output], []);
        _outputs.Add(Tensor(output, FloatType, [width]));
    }

    /// <summary>The same for any element type, each of whose lengths is free and has a name, or is a number.</summary>
    public void FreeOutput(string output, long type, string value, params string[] lengths)
    {
        AddNode("Identity", [value], [output], []);
        _outputs.Add(Tensor(output, type, [.. lengths.Select(Length)]));
    }

    public string Constant(ReadOnlySpan<float> values, params long[] shape)
    {
        const int Shape = 1, DataType = 2, Name = 8, RawData = 9;
        string constant = NewName("constant");
        var message = new ProtoMessage();
        foreach (long length in shape)
        {
            message.Add(Shape, length);
        }

        _constants.Add(message.Add(DataType, FloatType).Add(Name, constant).Add(RawData, MemoryMarshal.AsBytes(values).ToArray()));
        return constant;
    }

    public string WholeConstant(params long[] values)
    {
        const int Shape = 1, DataType = 2, Name = 8, RawData = 9;
        string constant = NewName("constant");
        _constants.Add(new ProtoMessage()
            .Add(Shape, (long)values.Length).Add(DataType, WholeType).Add(Name, constant).Add(RawData, MemoryMarshal.AsBytes<long>(values).ToArray()));
        return constant;
    }

    public string Node(string operation, string[] inputs, params OnnxAttribute[] attributes)
    {
        string output = NewName(operation);
        AddNode(operation, inputs, [output], attributes);
        return output;
    }

    /// <summary>A node of several outputs.</summary>
    public string[] Nodes(string operation, int outputs, string[] inputs, params OnnxAttribute[] attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => NewName(operation))];
        AddNode(operation, inputs, names, attributes);
        return names;
    }

    /// <summary>Cuts a matrix into equal parts, side by side.</summary>
    public string[] Split(string matrix, int parts)
    {
        if (parts == 1)
        {
            return [matrix];
        }

        return Nodes("Split", parts, [matrix], OnnxAttribute.Of("axis", 1));
    }

    public string Concat(params string[] matrices) => Node("Concat", matrices, OnnxAttribute.Of("axis", 1));

    public byte[] ToModel()
    {
        const int NodeField = 1, NameField = 2, ConstantField = 5, InputField = 11, OutputField = 12;
        var graph = new ProtoMessage();
        AddAll(graph, NodeField, _nodes);
        graph.Add(NameField, name);
        AddAll(graph, ConstantField, _constants);
        AddAll(graph, InputField, _inputs);
        AddAll(graph, OutputField, _outputs);

        const int ModelIrVersion = 1, Producer = 2, Graph = 7, OpsetImport = 8, OpsetDomain = 1, OpsetVersion = 2;
        var opset = new ProtoMessage().Add(OpsetDomain, string.Empty).Add(OpsetVersion, Opset);
        return new ProtoMessage().Add(ModelIrVersion, IrVersion).Add(Producer, "Manidala").Add(Graph, graph).Add(OpsetImport, opset).ToArray();
    }

    private static void AddAll(ProtoMessage graph, int field, List<ProtoMessage> messages)
    {
        foreach (var message in messages)
        {
            graph.Add(field, message);
        }
    }

    private static ProtoMessage Tensor(string name, long type, ReadOnlySpan<long> widths)
    {
        var lengths = new List<ProtoMessage> { Length("batch") };
        foreach (long width in widths)
        {
            lengths.Add(Length(width == Open ? "entries" : width.ToString(CultureInfo.InvariantCulture)));
        }

        return Tensor(name, type, lengths);
    }

    private static ProtoMessage Tensor(string name, long type, List<ProtoMessage> lengths)
    {
        const int Name = 1, Type = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1;
        var shape = new ProtoMessage();
        AddAll(shape, Dimension, lengths);
        var tensor = new ProtoMessage().Add(ElementType, type).Add(Shape, shape);
        return new ProtoMessage().Add(Name, name).Add(Type, new ProtoMessage().Add(TensorType, tensor));
    }

    private static ProtoMessage Length(string length)
    {
        const int Value = 1, FreeName = 2;
        return long.TryParse(length, CultureInfo.InvariantCulture, out long value) ? new ProtoMessage().Add(Value, value) : new ProtoMessage().Add(FreeName, length);
    }

    private void AddNode(string operation, string[] inputs, string[] outputs, OnnxAttribute[] attributes)
    {
        const int Input = 1, Output = 2, Operation = 4, Attribute = 5;
        var node = new ProtoMessage();
        Array.ForEach(inputs, input => node.Add(Input, input));
        Array.ForEach(outputs, output => node.Add(Output, output));
        node.Add(Operation, operation);
        Array.ForEach(attributes, attribute => node.Add(Attribute, attribute.ToMessage()));
        _nodes.Add(node);
    }

    private string NewName(string of) => string.Create(CultureInfo.InvariantCulture, $"{of}_{_names++}");
}
