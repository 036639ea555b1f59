namespace Manidala.Engine.Retrieval;

/// <summary>
/// Rows as 8-bit integers, sixteen rows a block, two neighbouring numbers of each row together: a vector register then holds a running sum for every row
/// of the block, and no sum is ever taken across a register.
/// </summary>
internal sealed class QuantizedRows
{
    public const int RowsPerBlock = 16;

    // Bytes of a block that hold one pair of numbers of each of its rows.
    public const int PairBytes = 2 * RowsPerBlock;

    // Unit roundoff of 32-bit floats; the bound charges it once for every operation of a score and some to spare.
    private const double Roundoff = 1.0 / (1 << 24);

    private readonly int _dimension;

    public QuantizedRows(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
    {
        _dimension = dimension;
        int count = vectors.Length / dimension;
        PairsPerRow = (dimension + 1) / 2;
        BlockCount = (count + RowsPerBlock - 1) / RowsPerBlock;
        Numbers = new sbyte[checked(BlockCount * BlockBytes)];
        Scales = new float[BlockCount * RowsPerBlock];
        Errors = new float[BlockCount * RowsPerBlock];
        Biases = new float[BlockCount * RowsPerBlock];
        bias.CopyTo(Biases);
        for (int row = 0; row < count; row++)
        {
            Quantize(vectors.Slice(row * dimension, dimension), row);
        }
    }

    public int BlockCount { get; }

    public int PairsPerRow { get; }

    public int BlockBytes => PairsPerRow * PairBytes;

    public sbyte[] Numbers { get; }

    /// <summary>What one integer step of a row is worth.</summary>
    public float[] Scales { get; }

    /// <summary>By how much a row's estimated score can differ from its score, for a query of length one.</summary>
    public float[] Errors { get; }

    public float[] Biases { get; }

    private void Quantize(ReadOnlySpan<float> vector, int row)
    {
        float largest = 0;
        foreach (float value in vector)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        // A row too small to scale keeps zeros, and its whole length is its error.
        float scale = largest < 1e-30f ? 0 : largest / sbyte.MaxValue;
        int at = (row / RowsPerBlock * BlockBytes) + (row % RowsPerBlock * 2);
        double lost = 0;
        double squares = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            int number = scale == 0 ? 0 : (int)Math.Clamp(Math.Round(vector[i] / (double)scale), -sbyte.MaxValue, sbyte.MaxValue);
            Numbers[at + (i / 2 * PairBytes) + (i & 1)] = (sbyte)number;
            double difference = vector[i] - (number * (double)scale);
            lost += difference * difference;
            squares += (double)vector[i] * vector[i];
        }

        Scales[row] = scale;
        Errors[row] = MathF.BitIncrement((float)(Math.Sqrt(lost) + (Math.Sqrt(squares) * RelativeError())));
    }

    // Cauchy-Schwarz: |q.x - q'.x'| <= |q||x - x'| + |q - q'||x'|. The first is measured; the second is at most half a step of the query in every
    // dimension, and the roundings of estimate and score come on top. The row's estimate is at most 1.1 times as long as the row.
    private double RelativeError()
    {
        double queryError = 0.51 * Math.Sqrt(_dimension) / QuantizedQuery.LargestInteger(2 * PairsPerRow);
        return 1.1 * (queryError + ((_dimension + 32) * Roundoff));
    }
}
