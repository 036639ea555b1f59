using System.Runtime.CompilerServices;

namespace Manidala.Engine.Retrieval;

/// <summary>Any processor: one row after the other.</summary>
internal readonly struct PortableCodeKernel : ICodeKernel
{
    private const int Wide = CodeTable.PieceBytes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Above(ref byte block, ref byte steps, int groups, short floor, ref short sums)
    {
        uint above = 0;
        for (int row = 0; row < CodedLists.RowsPerBlock; row++)
        {
            int sum = 0;
            for (int group = 0; group < groups; group++)
            {
                int first = Unsafe.Add(ref block, (group * 2 * Wide) + row);
                int second = Unsafe.Add(ref block, (((group * 2) + 1) * Wide) + row);
                ref byte tables = ref Unsafe.Add(ref steps, group * 4 * Wide);
                sum += Unsafe.Add(ref tables, first & 15) + Unsafe.Add(ref tables, Wide + (second & 15))
                    + Unsafe.Add(ref tables, (2 * Wide) + (first >> 4)) + Unsafe.Add(ref tables, (3 * Wide) + (second >> 4));
            }

            Unsafe.Add(ref sums, CodedLists.PlaceOfSum(row)) = (short)sum;
            above |= sum > floor ? 1u << row : 0;
        }

        return above;
    }
}
