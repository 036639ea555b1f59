using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>A block's rows in one 256-bit register: its bytes choose from tables that are registers, too.</summary>
internal readonly struct Avx2CodeKernel : ICodeKernel
{
    private const int Wide = CodeTable.PieceBytes;

    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Above(ref byte block, ref byte steps, int groups, short floor, ref short sums)
    {
        Vector256<short> even = Vector256<short>.Zero;
        Vector256<short> odd = Vector256<short>.Zero;
        int group = 0;
        for (; group + 1 < groups; group += 2)
        {
            // Eight pieces stay within a byte.
            Vector256<byte> eight = AddGroup(ref block, ref steps) + AddGroup(ref Unsafe.Add(ref block, 2 * Wide), ref Unsafe.Add(ref steps, 4 * Wide));
            even += eight.AsInt16() & Vector256.Create((short)0xFF);
            odd += Vector256.ShiftRightLogical(eight.AsInt16(), 8);
            block = ref Unsafe.Add(ref block, 4 * Wide);
            steps = ref Unsafe.Add(ref steps, 8 * Wide);
        }

        if (group < groups)
        {
            Vector256<byte> four = AddGroup(ref block, ref steps);
            even += four.AsInt16() & Vector256.Create((short)0xFF);
            odd += Vector256.ShiftRightLogical(four.AsInt16(), 8);
        }

        return BlockSums.Finish(even, odd, floor, ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> AddGroup(ref byte block, ref byte steps)
    {
        Vector256<byte> low = Vector256.Create((byte)0x0F);
        Vector256<byte> first = Vector256.LoadUnsafe(ref block);
        Vector256<byte> second = Vector256.LoadUnsafe(ref block, Wide);
        Vector256<byte> sum = Avx2.Shuffle(Vector256.LoadUnsafe(ref steps), first & low);
        sum += Avx2.Shuffle(Vector256.LoadUnsafe(ref steps, Wide), second & low);
        sum += Avx2.Shuffle(Vector256.LoadUnsafe(ref steps, 2 * Wide), Vector256.ShiftRightLogical(first.AsInt16(), 4).AsByte() & low);
        return sum + Avx2.Shuffle(Vector256.LoadUnsafe(ref steps, 3 * Wide), Vector256.ShiftRightLogical(second.AsInt16(), 4).AsByte() & low);
    }
}
