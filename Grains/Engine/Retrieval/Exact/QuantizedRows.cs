using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Rows as 8-bit integers, sixteen rows a block, four neighbouring numbers of each row together: a vector register then holds a running sum for every row
/// of the block, and no sum is ever taken across a register.
/// </summary>
internal sealed class QuantizedRows
{
    public const int RowsPerBlock = 16;

    // Bytes of a block that hold four numbers of each of its rows.
    public const int QuadBytes = 4 * RowsPerBlock;

    // Unit roundoff of 32-bit floats; the bound charges it once for every operation of a score and some to spare.
    private const double Roundoff = 1.0 / (1 << 24);

    // A row shorter than this keeps zeros.
    private const float SmallestScalable = 1e-30f;

    /// <summary>Not below the rows' lengths.</summary>
    public const int LengthsAt = RowsPerBlock;

    public const int BiasesAt = 2 * RowsPerBlock;

    /// <summary>What a query of zeros sums up to, since its integers are not zeros; integers, as the bits of floats.</summary>
    public const int OffsetsAt = 3 * RowsPerBlock;

    // They stand behind a block's integers, so that a scan reads one stream.
    private const int NumbersOfRow = 4;

    private readonly byte[] _blocks;

    public QuantizedRows(ItemVectors vectors)
    {
        int count = vectors.Count;
        int dimension = vectors.Dimension;
        QuadsPerRow = (dimension + 3) / 4;
        BlockCount = (count + RowsPerBlock - 1) / RowsPerBlock;
        BlockBytes = (QuadsPerRow * QuadBytes) + (NumbersOfRow * sizeof(float) * RowsPerBlock);
        _blocks = new byte[checked(BlockCount * BlockBytes)];
        double worst = 0;
        for (int row = 0; row < count; row++)
        {
            worst = Math.Max(worst, Quantize(vectors.Vector(row), row, vectors.Biases[row]));
        }

        RelativeError = MathF.BitIncrement((float)(worst + (1.1 * (dimension + 32) * Roundoff)));
        ChargeUnscaled(count);
    }

    public int BlockCount { get; }

    public int QuadsPerRow { get; }

    public int BlockBytes { get; }

    /// <summary>By how much a row and its integers differ, as a share of the row's length; the roundings of estimate and score included.</summary>
    public float RelativeError { get; }

    /// <summary>The integers of a block's rows.</summary>
    public ref sbyte Block(int block) => ref Unsafe.As<byte, sbyte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_blocks), (nint)block * BlockBytes));

    /// <summary>What stands behind a block's integers: what one integer step of each row is worth, and at the places below more of each row.</summary>
    public ref float Numbers(ref sbyte block) => ref Unsafe.As<sbyte, float>(ref Unsafe.Add(ref block, QuadsPerRow * QuadBytes));

    private double Quantize(ReadOnlySpan<float> vector, int row, float bias)
    {
        float largest = 0;
        foreach (float value in vector)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        float scale = largest < SmallestScalable ? 0 : largest / sbyte.MaxValue;
        ref sbyte block = ref Block(row / RowsPerBlock);
        int lane = row % RowsPerBlock;
        double lost = 0;
        double squares = 0;
        int sum = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            int number = scale == 0 ? 0 : (int)Math.Clamp(Math.Round(vector[i] / (double)scale), -sbyte.MaxValue, sbyte.MaxValue);
            Unsafe.Add(ref block, (i / 4 * QuadBytes) + (lane * 4) + (i % 4)) = (sbyte)number;
            sum += number;
            double difference = vector[i] - (number * (double)scale);
            lost += difference * difference;
            squares += (double)vector[i] * vector[i];
        }

        ref float numbers = ref Unsafe.Add(ref Numbers(ref block), lane);
        numbers = scale;
        Unsafe.Add(ref numbers, LengthsAt) = MathF.BitIncrement((float)Math.Sqrt(squares));
        Unsafe.Add(ref numbers, BiasesAt) = bias;
        Unsafe.Add(ref numbers, OffsetsAt) = BitConverter.Int32BitsToSingle(QuantizedQuery.Zero * sum);
        return scale == 0 ? 0 : Math.Sqrt(lost / squares);
    }

    // A row that keeps zeros is all error: its length is made to stand for that.
    private void ChargeUnscaled(int count)
    {
        for (int row = 0; row < count; row++)
        {
            ref float scale = ref Unsafe.Add(ref Numbers(ref Block(row / RowsPerBlock)), row % RowsPerBlock);
            ref float length = ref Unsafe.Add(ref scale, LengthsAt);
            length = scale == 0 ? MathF.BitIncrement(length / RelativeError) : length;
        }
    }
}
