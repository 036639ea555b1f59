using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>A block's sixteen rows in two 256-bit registers.</summary>
internal readonly struct Avx2Kernel : IBlockKernel
{
    private const int HalfRows = QuantizedRows.RowsPerBlock / 2;
    private const int HalfPairBytes = QuantizedRows.PairBytes / 2;

    public static bool IsSupported => Avx2.IsSupported;

    public static uint Above(QuantizedRows rows, int block, in QuantizedQuery query, float threshold)
    {
        ref sbyte numbers = ref MemoryMarshal.GetArrayDataReference(rows.Numbers);
        nuint at = (nuint)block * (nuint)rows.BlockBytes;
        Vector256<int> low = Vector256<int>.Zero;
        Vector256<int> high = Vector256<int>.Zero;
        foreach (int pair in query.Pairs)
        {
            Vector256<short> factors = Vector256.Create(pair).AsInt16();
            low += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref numbers, at)), factors);
            high += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref numbers, at + HalfPairBytes)), factors);
            at += QuantizedRows.PairBytes;
        }

        nuint row = (nuint)block * QuantizedRows.RowsPerBlock;
        return HalfAbove(rows, row, low, query, threshold) | (HalfAbove(rows, row + HalfRows, high, query, threshold) << HalfRows);
    }

    private static uint HalfAbove(QuantizedRows rows, nuint row, Vector256<int> sums, in QuantizedQuery query, float threshold)
    {
        Vector256<float> scale = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows.Scales), row) * query.Step;
        Vector256<float> error = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows.Errors), row) * query.Norm;
        Vector256<float> bias = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows.Biases), row);
        Vector256<float> bound = ((Vector256.ConvertToSingle(sums) * scale) + (error + Vector256.Create(query.Slack))) + bias;
        return Vector256.GreaterThan(bound, Vector256.Create(threshold)).ExtractMostSignificantBits();
    }
}
