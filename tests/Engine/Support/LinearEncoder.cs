namespace Manidala.Engine.Tests.Support;

/// <summary>
/// The smallest recurrent encoder: next_state = state.A + item.B, query = next_state.C. As a real ONNX file, and as plain loops to check it against.
/// </summary>
internal sealed class LinearEncoder
{
    private const int IrVersion = 10;
    private const int Opset = 20;

    private readonly float[] _a;
    private readonly float[] _b;
    private readonly float[] _c;

    public LinearEncoder(int stateSize, int dimension, int seed)
    {
        StateSize = stateSize;
        Dimension = dimension;
        var random = new Random(seed);
        _a = Numbers(random, stateSize * stateSize, 0.8f / stateSize);
        _b = Numbers(random, dimension * stateSize, 1f / dimension);
        _c = Numbers(random, stateSize * dimension, 1f);
    }

    public int StateSize { get; }

    public int Dimension { get; }

    /// <summary>What a test may make wrong about the file.</summary>
    public string StateName { get; init; } = "state";

    public string QueryName { get; init; } = "query";

    public string OpType { get; init; } = "MatMul";

    public int ElementType { get; init; } = OnnxTensors.Float;

    public int? FixedBatch { get; init; }

    public string? ExternalDataLocation { get; init; }

    /// <summary>Makes every step give numbers that are not finite.</summary>
    public bool IsBroken { get; init; }

    public byte[] ToOnnx()
    {
        float[] a = IsBroken ? [.. _a.Select(_ => float.NaN)] : _a;
        ProtoWriter weights = ExternalDataLocation is null
            ? OnnxTensors.Initializer("A", StateSize, StateSize, a)
            : OnnxTensors.External("A", StateSize, StateSize, ExternalDataLocation);
        ProtoWriter graph = new ProtoWriter()
            .Message(1, Node(OpType, StateName, "A", "kept"))
            .Message(1, Node("MatMul", "item", "B", "taken"))
            .Message(1, Node("Add", "kept", "taken", "next_state"))
            .Message(1, Node("MatMul", "next_state", "C", QueryName))
            .Text(2, "linear")
            .Message(5, weights)
            .Message(5, OnnxTensors.Initializer("B", Dimension, StateSize, _b))
            .Message(5, OnnxTensors.Initializer("C", StateSize, Dimension, _c))
            .Message(11, OnnxTensors.Matrix(StateName, ElementType, StateSize, FixedBatch))
            .Message(11, OnnxTensors.Matrix("item", OnnxTensors.Float, Dimension, FixedBatch))
            .Message(12, OnnxTensors.Matrix("next_state", OnnxTensors.Float, StateSize, FixedBatch))
            .Message(12, OnnxTensors.Matrix(QueryName, OnnxTensors.Float, Dimension, FixedBatch));
        return new ProtoWriter()
            .Number(1, IrVersion)
            .Text(2, "manidala-tests")
            .Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Number(2, Opset))
            .ToArray();
    }

    /// <summary>One user's step by plain loops.</summary>
    public (float[] NextState, float[] Query) Step(ReadOnlySpan<float> state, ReadOnlySpan<float> item)
    {
        float[] next = Multiply(state, _a, StateSize);
        float[] taken = Multiply(item, _b, StateSize);
        for (int i = 0; i < next.Length; i++)
        {
            next[i] += taken[i];
        }

        return (next, Multiply(next, _c, Dimension));
    }

    private static float[] Multiply(ReadOnlySpan<float> row, float[] matrix, int columns)
    {
        float[] product = new float[columns];
        for (int i = 0; i < row.Length; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                product[j] += row[i] * matrix[(i * columns) + j];
            }
        }

        return product;
    }

    private static ProtoWriter Node(string type, string left, string right, string output) =>
        new ProtoWriter().Text(1, left).Text(1, right).Text(2, output).Text(4, type);

    private static float[] Numbers(Random random, int count, float scale)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = ((2 * random.NextSingle()) - 1) * scale;
        }

        return numbers;
    }
}
