using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>A block's sixteen rows in one 512-bit register.</summary>
internal readonly struct Avx512Kernel : IBlockKernel
{
    public static bool IsSupported => Avx512BW.IsSupported;

    public static uint Above(QuantizedRows rows, int block, in QuantizedQuery query, float threshold)
    {
        ref sbyte numbers = ref MemoryMarshal.GetArrayDataReference(rows.Numbers);
        nuint at = (nuint)block * (nuint)rows.BlockBytes;
        Vector512<int> sums = Vector512<int>.Zero;
        foreach (int pair in query.Pairs)
        {
            Vector512<short> wide = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref numbers, at));
            sums += Avx512BW.MultiplyAddAdjacent(wide, Vector512.Create(pair).AsInt16());
            at += QuantizedRows.PairBytes;
        }

        nuint row = (nuint)block * QuantizedRows.RowsPerBlock;
        Vector512<float> scale = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows.Scales), row) * query.Step;
        Vector512<float> error = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows.Errors), row) * query.Norm;
        Vector512<float> bias = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows.Biases), row);
        Vector512<float> bound = ((Vector512.ConvertToSingle(sums) * scale) + (error + Vector512.Create(query.Slack))) + bias;
        return (uint)Vector512.GreaterThan(bound, Vector512.Create(threshold)).ExtractMostSignificantBits();
    }
}
