using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Manidala.Engine.Retrieval;

/// <summary>How a block's sums leave a kernel whose registers hold those of even and of odd places apart.</summary>
internal static class BlockSums
{
    /// <summary>Writes the sums, and answers which rows have more than <paramref name="floor"/>: bit r for row r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Finish(Vector256<short> even, Vector256<short> odd, short floor, ref short sums)
    {
        even.StoreUnsafe(ref sums);
        odd.StoreUnsafe(ref sums, CodedLists.RowsPerBlock / 2);
        Vector256<short> least = Vector256.Create(floor);
        Vector256<byte> isAbove = Vector256.ConditionalSelect(
            Vector256.Create((short)0xFF).AsByte(), Vector256.GreaterThan(even, least).AsByte(), Vector256.GreaterThan(odd, least).AsByte());
        return isAbove.ExtractMostSignificantBits();
    }
}
