using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>A block's sixteen rows in one 512-bit register.</summary>
internal readonly struct Avx512Kernel : IBlockKernel
{
    public static bool IsSupported => Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref sbyte block, ref int quads, int quadCount, ref int sums)
    {
        // Two quads a round, each with a sum of its own: a round alone is too short to hide what it costs to go round.
        Vector512<int> sum = Vector512<int>.Zero, sum2 = sum;
        nuint count = (nuint)quadCount;
        nuint quad = 0;
        for (; quad + 1 < count; quad += 2)
        {
            ref sbyte rows = ref Unsafe.Add(ref block, quad * QuantizedRows.QuadBytes);
            sum += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad)).AsByte(), Vector512.LoadUnsafe(ref rows));
            sum2 += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad + 1)).AsByte(), Vector512.LoadUnsafe(ref rows, QuantizedRows.QuadBytes));
        }

        if (quad < count)
        {
            sum += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad)).AsByte(), Vector512.LoadUnsafe(ref block, quad * QuantizedRows.QuadBytes));
        }

        (sum + sum2).StoreUnsafe(ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumTogether(ref sbyte block, ref int quads, int quadCount, ref int sums)
    {
        Vector512<int> sum0 = Vector512<int>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
        nuint count = (nuint)quadCount;
        for (nuint quad = 0; quad < count; quad++)
        {
            Vector512<sbyte> rows = Vector512.LoadUnsafe(ref block, quad * QuantizedRows.QuadBytes);
            sum0 += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad)).AsByte(), rows);
            sum1 += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad + count)).AsByte(), rows);
            sum2 += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad + (2 * count))).AsByte(), rows);
            sum3 += Multiply(Vector512.Create(Unsafe.Add(ref quads, quad + (3 * count))).AsByte(), rows);
        }

        sum0.StoreUnsafe(ref sums);
        sum1.StoreUnsafe(ref sums, 16);
        sum2.StoreUnsafe(ref sums, 32);
        sum3.StoreUnsafe(ref sums, 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Multiply(Vector512<byte> factors, Vector512<sbyte> rows) =>
        Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(factors, rows), Vector512<short>.One);
}
