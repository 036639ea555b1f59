using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>A block's sixteen rows in two 256-bit registers.</summary>
internal readonly struct Avx2Kernel : IBlockKernel
{
    private const int Half = QuantizedRows.QuadBytes / 2;

    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref sbyte block, ref int quads, int quadCount, ref int sums)
    {
        // Two quads a round: a round alone is too short to hide what it costs to go round.
        Vector256<int> low = Vector256<int>.Zero, high = low, low2 = low, high2 = low;
        nuint count = (nuint)quadCount;
        nuint quad = 0;
        for (; quad + 1 < count; quad += 2)
        {
            ref sbyte rows = ref Unsafe.Add(ref block, quad * QuantizedRows.QuadBytes);
            Vector256<byte> factors = Vector256.Create(Unsafe.Add(ref quads, quad)).AsByte();
            low = MultiplyAdd(low, factors, Vector256.LoadUnsafe(ref rows));
            high = MultiplyAdd(high, factors, Vector256.LoadUnsafe(ref rows, Half));
            factors = Vector256.Create(Unsafe.Add(ref quads, quad + 1)).AsByte();
            low2 = MultiplyAdd(low2, factors, Vector256.LoadUnsafe(ref rows, 2 * Half));
            high2 = MultiplyAdd(high2, factors, Vector256.LoadUnsafe(ref rows, 3 * Half));
        }

        if (quad < count)
        {
            ref sbyte rows = ref Unsafe.Add(ref block, quad * QuantizedRows.QuadBytes);
            Vector256<byte> factors = Vector256.Create(Unsafe.Add(ref quads, quad)).AsByte();
            low = MultiplyAdd(low, factors, Vector256.LoadUnsafe(ref rows));
            high = MultiplyAdd(high, factors, Vector256.LoadUnsafe(ref rows, Half));
        }

        (low + low2).StoreUnsafe(ref sums);
        (high + high2).StoreUnsafe(ref sums, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumTogether(ref sbyte block, ref int quads, int quadCount, ref int sums)
    {
        Vector256<int> low0 = Vector256<int>.Zero, low1 = low0, low2 = low0, low3 = low0;
        Vector256<int> high0 = low0, high1 = low0, high2 = low0, high3 = low0;
        nuint count = (nuint)quadCount;
        for (nuint quad = 0; quad < count; quad++)
        {
            Vector256<sbyte> low = Vector256.LoadUnsafe(ref block, quad * QuantizedRows.QuadBytes);
            Vector256<sbyte> high = Vector256.LoadUnsafe(ref block, (quad * QuantizedRows.QuadBytes) + Half);
            Vector256<byte> factors = Vector256.Create(Unsafe.Add(ref quads, quad)).AsByte();
            low0 = MultiplyAdd(low0, factors, low);
            high0 = MultiplyAdd(high0, factors, high);
            factors = Vector256.Create(Unsafe.Add(ref quads, quad + count)).AsByte();
            low1 = MultiplyAdd(low1, factors, low);
            high1 = MultiplyAdd(high1, factors, high);
            factors = Vector256.Create(Unsafe.Add(ref quads, quad + (2 * count))).AsByte();
            low2 = MultiplyAdd(low2, factors, low);
            high2 = MultiplyAdd(high2, factors, high);
            factors = Vector256.Create(Unsafe.Add(ref quads, quad + (3 * count))).AsByte();
            low3 = MultiplyAdd(low3, factors, low);
            high3 = MultiplyAdd(high3, factors, high);
        }

        low0.StoreUnsafe(ref sums);
        high0.StoreUnsafe(ref sums, 8);
        low1.StoreUnsafe(ref sums, 16);
        high1.StoreUnsafe(ref sums, 24);
        low2.StoreUnsafe(ref sums, 32);
        high2.StoreUnsafe(ref sums, 40);
        low3.StoreUnsafe(ref sums, 48);
        high3.StoreUnsafe(ref sums, 56);
    }

    // No pair of products leaves 16 bits: 2 x 127 x 127.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> MultiplyAdd(Vector256<int> sums, Vector256<byte> factors, Vector256<sbyte> rows) => AvxVnni.IsSupported
        ? AvxVnni.MultiplyWideningAndAdd(sums, factors, rows)
        : sums + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(factors, rows), Vector256<short>.One);
}
