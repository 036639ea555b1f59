using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Rows as 8-bit integers, each row by itself: what is near enough to a score to leave most candidates out, at a quarter of the memory that a score reads.
/// </summary>
internal sealed class CompactRows
{
    private const int Lanes = 32;
    private const int TailBytes = 2 * sizeof(float);

    private readonly byte[] _rows;
    private readonly int _padded;
    private readonly int _rowBytes;
    private readonly float _meanScale;
    private readonly float _meanLength;

    public CompactRows(ItemVectors vectors, ParallelOptions parallel)
    {
        _padded = (vectors.Dimension + Lanes - 1) / Lanes * Lanes;
        _rowBytes = _padded + TailBytes;
        _rows = new byte[(long)vectors.Count * _rowBytes];
        Parallel.For(0, vectors.Count, parallel, row =>
        {
            ref sbyte start = ref Row(row);
            Span<sbyte> numbers = MemoryMarshal.CreateSpan(ref start, _padded);
            float scale = Quantize(vectors.Vector(row), numbers);
            Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref start, _padded)), scale);
            Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref start, _padded + sizeof(float))), vectors.Biases[row]);
        });
        (_meanScale, _meanLength) = Means(vectors);
    }

    /// <summary>The standard deviation of what an estimate gets wrong: each number of row and query is off by up to half a step.</summary>
    public float ErrorOf(ReadOnlySpan<float> query, float step)
    {
        float ofRow = _meanScale * MathF.Sqrt(TensorPrimitives.SumOfSquares(query));
        float ofQuery = step * _meanLength;
        return MathF.Sqrt(((ofRow * ofRow) + (ofQuery * ofQuery)) / 12);
    }

    /// <summary>Numbers of a quantised query.</summary>
    public int PaddedDimension => _padded;

    public long Bytes => _rows.LongLength;

    /// <summary>Writes the query's integers and answers what one step of them is worth.</summary>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> numbers)
    {
        numbers.Clear();
        float largest = vector.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        float perUnit = sbyte.MaxValue / largest;
        if (!float.IsFinite(perUnit))
        {
            return 0;
        }

        for (int i = 0; i < vector.Length; i++)
        {
            numbers[i] = (sbyte)Math.Clamp((int)MathF.Round(vector[i] * perUnit), -sbyte.MaxValue, sbyte.MaxValue);
        }

        return largest / sbyte.MaxValue;
    }

    /// <summary>About the row's score.</summary>
    public float Estimate(int row, ReadOnlySpan<sbyte> query, float step)
    {
        ref sbyte start = ref Row(row);
        int sum = Avx2.IsSupported ? SumAvx2(ref start, ref MemoryMarshal.GetReference(query), _padded) : SumPortable(ref start, query);
        float scale = Unsafe.ReadUnaligned<float>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref start, _padded)));
        float bias = Unsafe.ReadUnaligned<float>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref start, _padded + sizeof(float))));
        return (sum * (scale * step)) + bias;
    }

    /// <summary>Asks for a row that will be read soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        ref sbyte start = ref Row(row);
        MemoryPrefetch.Ask(ref Unsafe.As<sbyte, byte>(ref start), _rowBytes);
    }

    // Quadratic means over an even sample of rows.
    private (float Scale, float Length) Means(ItemVectors vectors)
    {
        const int Most = 4096;
        double scales = 0;
        double lengths = 0;
        int every = Math.Max(1, vectors.Count / Most);
        for (int row = 0; row < vectors.Count; row += every)
        {
            float scale = Unsafe.ReadUnaligned<float>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref Row(row), _padded)));
            scales += scale * scale;
            lengths += TensorPrimitives.SumOfSquares(vectors.Vector(row));
        }

        double count = Math.Max(1, (vectors.Count + every - 1) / every);
        return ((float)Math.Sqrt(scales / count), (float)Math.Sqrt(lengths / count));
    }

    internal static int SumPortable(ref sbyte row, ReadOnlySpan<sbyte> query)
    {
        int sum = 0;
        for (int i = 0; i < query.Length; i++)
        {
            sum += Unsafe.Add(ref row, i) * query[i];
        }

        return sum;
    }

    // The processor multiplies a number without a sign with one that has one: the query's signs go over to the row. No pair of products leaves 16 bits.
    internal static int SumAvx2(ref sbyte row, ref sbyte query, int count)
    {
        Vector256<int> sums = Vector256<int>.Zero;
        for (nuint i = 0; i < (nuint)count; i += Lanes)
        {
            Vector256<sbyte> factors = Vector256.LoadUnsafe(ref query, i);
            Vector256<short> products = Avx2.MultiplyAddAdjacent(Avx2.Abs(factors), Avx2.Sign(Vector256.LoadUnsafe(ref row, i), factors));
            sums += Avx2.MultiplyAddAdjacent(products, Vector256<short>.One);
        }

        return Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref sbyte Row(int row) => ref Unsafe.As<byte, sbyte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), (nint)row * _rowBytes));
}
