namespace Manidala.Engine.Retrieval;

/// <summary>Any processor: one row after the other.</summary>
internal readonly struct PortableKernel : IBlockKernel
{
    public static uint Above(QuantizedRows rows, int block, in QuantizedQuery query, float threshold)
    {
        uint above = 0;
        for (int lane = 0; lane < QuantizedRows.RowsPerBlock; lane++)
        {
            int row = (block * QuantizedRows.RowsPerBlock) + lane;
            float estimate = Sum(rows, block, lane, query.Pairs) * (rows.Scales[row] * query.Step);
            float bound = (estimate + ((rows.Errors[row] * query.Norm) + query.Slack)) + rows.Biases[row];
            above |= bound > threshold ? 1u << lane : 0;
        }

        return above;
    }

    private static int Sum(QuantizedRows rows, int block, int lane, ReadOnlySpan<int> pairs)
    {
        ReadOnlySpan<sbyte> numbers = rows.Numbers.AsSpan(block * rows.BlockBytes, rows.BlockBytes)[(2 * lane)..];
        int sum = 0;
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            int at = pair * QuantizedRows.PairBytes;
            sum += (numbers[at] * (short)pairs[pair]) + (numbers[at + 1] * (pairs[pair] >> 16));
        }

        return sum;
    }
}
