using System.Runtime.InteropServices;

namespace Manidala.Engine.Tests.Support;

/// <summary>The ONNX messages around tensors; field numbers are those of onnx.proto.</summary>
internal static class OnnxTensors
{
    public const int Float = 1;
    public const int Double = 11;

    /// <summary>A TensorProto with its numbers inside.</summary>
    public static ProtoWriter Initializer(string name, int rows, int columns, ReadOnlySpan<float> values) =>
        Header(name, rows, columns).Bytes(9, MemoryMarshal.AsBytes(values));

    /// <summary>A TensorProto whose numbers are said to lie in another file.</summary>
    public static ProtoWriter External(string name, int rows, int columns, string location) =>
        Header(name, rows, columns)
            .Message(13, new ProtoWriter().Text(1, "location").Text(2, location))
            .Number(14, 1);

    /// <summary>A ValueInfoProto of [batch, width].</summary>
    public static ProtoWriter Matrix(string name, int elementType, int width, int? fixedBatch = null)
    {
        ProtoWriter batch = fixedBatch is { } size ? new ProtoWriter().Number(1, size) : new ProtoWriter().Text(2, "batch");
        ProtoWriter shape = new ProtoWriter().Message(1, batch).Message(1, new ProtoWriter().Number(1, width));
        ProtoWriter tensor = new ProtoWriter().Number(1, elementType).Message(2, shape);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private static ProtoWriter Header(string name, int rows, int columns) =>
        new ProtoWriter().Number(1, rows).Number(1, columns).Number(2, Float).Text(8, name);
}
