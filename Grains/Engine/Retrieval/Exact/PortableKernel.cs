using System.Runtime.CompilerServices;

namespace Manidala.Engine.Retrieval;

/// <summary>Any processor: one row after the other.</summary>
internal readonly struct PortableKernel : IBlockKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref sbyte block, ref int quads, int quadCount, ref int sums)
    {
        for (int row = 0; row < QuantizedRows.RowsPerBlock; row++)
        {
            int sum = 0;
            for (int quad = 0; quad < quadCount; quad++)
            {
                int factors = Unsafe.Add(ref quads, quad);
                ref sbyte numbers = ref Unsafe.Add(ref block, (quad * QuantizedRows.QuadBytes) + (4 * row));
                sum += (numbers * (factors & 0xFF)) + (Unsafe.Add(ref numbers, 1) * (factors >> 8 & 0xFF))
                    + (Unsafe.Add(ref numbers, 2) * (factors >> 16 & 0xFF)) + (Unsafe.Add(ref numbers, 3) * (factors >> 24 & 0xFF));
            }

            Unsafe.Add(ref sums, row) = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumTogether(ref sbyte block, ref int quads, int quadCount, ref int sums)
    {
        for (int query = 0; query < IBlockKernel.Together; query++)
        {
            Sum(ref block, ref Unsafe.Add(ref quads, query * quadCount), quadCount, ref Unsafe.Add(ref sums, query * QuantizedRows.RowsPerBlock));
        }
    }
}
