using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Manidala.Engine.Retrieval;

/// <summary>Bounds of the scores of a block's rows, by the sums of their integers.</summary>
internal static class ScoreBound
{
    private const int Half = QuantizedRows.RowsPerBlock / 2;

    /// <summary>Offers the eligible rows whose score might enter the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OfferAbove(ref float numbers, int firstRow, uint eligible, ref int sums, in QuantizedQuery query, CandidateRows candidates)
    {
        uint above = eligible & (Vector512.IsHardwareAccelerated
            ? AllAbove(ref numbers, ref sums, query, candidates.Threshold)
            : HalfAbove(ref numbers, ref sums, query, candidates.Threshold)
                | (HalfAbove(ref Unsafe.Add(ref numbers, Half), ref Unsafe.Add(ref sums, Half), query, candidates.Threshold) << Half));
        if (above != 0)
        {
            Offer(ref numbers, firstRow, above, ref sums, query, candidates);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AllAbove(ref float numbers, ref int sums, in QuantizedQuery query, float threshold)
    {
        Vector512<int> sum = Vector512.LoadUnsafe(ref sums) - Vector512.LoadUnsafe(ref numbers, QuantizedRows.OffsetsAt).AsInt32();
        Vector512<float> scale = Vector512.LoadUnsafe(ref numbers) * query.Step;
        Vector512<float> error = Vector512.LoadUnsafe(ref numbers, QuantizedRows.LengthsAt) * query.ErrorOfLength;
        Vector512<float> upper = ((Vector512.ConvertToSingle(sum) * scale) + (error + Vector512.Create(query.Slack))) + Vector512.LoadUnsafe(ref numbers, QuantizedRows.BiasesAt);
        return (uint)Vector512.GreaterThan(upper, Vector512.Create(threshold)).ExtractMostSignificantBits();
    }

    // Adding the bias last rounds as the score itself does, so that a bound no lower than the product stays no lower with it; so it is added in both.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HalfAbove(ref float numbers, ref int sums, in QuantizedQuery query, float threshold)
    {
        Vector256<int> sum = Vector256.LoadUnsafe(ref sums) - Vector256.LoadUnsafe(ref numbers, QuantizedRows.OffsetsAt).AsInt32();
        Vector256<float> scale = Vector256.LoadUnsafe(ref numbers) * query.Step;
        Vector256<float> error = Vector256.LoadUnsafe(ref numbers, QuantizedRows.LengthsAt) * query.ErrorOfLength;
        Vector256<float> bias = Vector256.LoadUnsafe(ref numbers, QuantizedRows.BiasesAt);
        Vector256<float> upper = ((Vector256.ConvertToSingle(sum) * scale) + (error + Vector256.Create(query.Slack))) + bias;
        return Vector256.GreaterThan(upper, Vector256.Create(threshold)).ExtractMostSignificantBits();
    }

    private static void Offer(ref float numbers, int firstRow, uint above, ref int sums, in QuantizedQuery query, CandidateRows candidates)
    {
        while (above != 0)
        {
            int lane = BitOperations.TrailingZeroCount(above);
            above &= above - 1;
            ref float number = ref Unsafe.Add(ref numbers, lane);
            float bias = Unsafe.Add(ref number, QuantizedRows.BiasesAt);
            int sum = Unsafe.Add(ref sums, lane) - BitConverter.SingleToInt32Bits(Unsafe.Add(ref number, QuantizedRows.OffsetsAt));
            float estimate = sum * (number * query.Step);
            float error = (Unsafe.Add(ref number, QuantizedRows.LengthsAt) * query.ErrorOfLength) + query.Slack;
            candidates.Offer(firstRow + lane, (estimate - error) + bias, (estimate + error) + bias);
        }
    }
}
