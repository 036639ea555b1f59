using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// A 32-bit dot product whose additions have one order on every machine (sixteen running sums, then a fixed tree, never fused), so that a score is the
/// same number wherever it is computed and served equals evaluated to the last bit.
/// </summary>
internal static class FixedOrderDot
{
    /// <summary>Both spans must be padded with zeros to a multiple of this.</summary>
    public const int Lanes = 16;

    public static float Compute(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref float a = ref MemoryMarshal.GetReference(left);
        ref float b = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector256<float> low = Vector256<float>.Zero;
        Vector256<float> high = Vector256<float>.Zero;
        for (nuint i = 0; i < (nuint)left.Length; i += Lanes)
        {
            low += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
            high += Vector256.LoadUnsafe(ref a, i + 8) * Vector256.LoadUnsafe(ref b, i + 8);
        }

        Vector256<float> eight = low + high;
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
