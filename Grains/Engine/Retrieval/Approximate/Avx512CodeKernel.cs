using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>A block's rows twice in one 512-bit register: with the first and with the second two pieces of a group.</summary>
internal readonly struct Avx512CodeKernel : ICodeKernel
{
    private const int Wide = 2 * CodeTable.PieceBytes;

    // Groups, of two pieces for each half, that stay within a byte.
    private const int Together = CodeTable.PiecesOfByte / 2;

    public static bool IsSupported => Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Above(ref byte block, ref byte steps, int groups, short floor, ref short sums)
    {
        Vector512<short> evens = Vector512<short>.Zero;
        Vector512<short> odds = Vector512<short>.Zero;
        for (int group = 0; group < groups;)
        {
            Vector512<byte> eight = Vector512<byte>.Zero;
            for (int end = Math.Min(groups, group + Together); group < end; group++)
            {
                eight += AddGroup(ref block, ref steps);
                block = ref Unsafe.Add(ref block, Wide);
                steps = ref Unsafe.Add(ref steps, 2 * Wide);
            }

            evens += eight.AsInt16() & Vector512.Create((short)0xFF);
            odds += Vector512.ShiftRightLogical(eight.AsInt16(), 8);
        }

        Vector256<short> even = evens.GetLower() + evens.GetUpper();
        Vector256<short> odd = odds.GetLower() + odds.GetUpper();
        return BlockSums.Finish(even, odd, floor, ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> AddGroup(ref byte block, ref byte steps)
    {
        Vector512<byte> low = Vector512.Create((byte)0x0F);
        Vector512<byte> codes = Vector512.LoadUnsafe(ref block);
        return Avx512BW.Shuffle(Vector512.LoadUnsafe(ref steps), codes & low)
            + Avx512BW.Shuffle(Vector512.LoadUnsafe(ref steps, Wide), Vector512.ShiftRightLogical(codes.AsInt16(), 4).AsByte() & low);
    }
}
