namespace Manidala.Engine.Retrieval;

/// <summary>
/// A query as 16-bit integers in pairs. Sixteen bits and not eight, because the multiply-add of pairs is as fast and the error then comes from the rows
/// alone.
/// </summary>
internal readonly ref struct QuantizedQuery
{
    // Far above what underflow can cost below the bound (2^-149 times the largest integer sum), far below any score of interest.
    private const float UnderflowSlack = 1e-30f;
    private const float SmallestScalable = 1e-20f;

    /// <param name="query">Finite.</param>
    /// <param name="pairs">Memory for half as many integers as a padded row has numbers; two 16-bit numbers each.</param>
    public QuantizedQuery(ReadOnlySpan<float> query, Span<int> pairs)
    {
        Pairs = pairs;
        pairs.Clear();
        float largest = 0;
        double squares = 0;
        foreach (float value in query)
        {
            largest = Math.Max(largest, Math.Abs(value));
            squares += (double)value * value;
        }

        Norm = MathF.BitIncrement((float)Math.Sqrt(squares));
        if (largest < SmallestScalable)
        {
            // A zero query scores zero exactly; one too small to scale says nothing, and every row is scored in full.
            Slack = largest == 0 ? 0 : float.PositiveInfinity;
            return;
        }

        Slack = UnderflowSlack;
        int limit = LargestInteger(2 * pairs.Length);
        Step = largest / limit;
        Quantize(query, limit / (double)largest, pairs);
    }

    public ReadOnlySpan<int> Pairs { get; }

    /// <summary>What one integer step is worth.</summary>
    public float Step { get; }

    /// <summary>Not below the query's length.</summary>
    public float Norm { get; }

    public float Slack { get; }

    /// <summary>The largest integer of a query such that no sum over a row can leave 32 bits.</summary>
    public static int LargestInteger(int paddedDimension) => Math.Min(short.MaxValue, int.MaxValue / (sbyte.MaxValue * paddedDimension));

    private static void Quantize(ReadOnlySpan<float> query, double perUnit, Span<int> pairs)
    {
        for (int i = 0; i < query.Length; i++)
        {
            int number = (int)Math.Round(query[i] * perUnit);
            pairs[i / 2] |= (i & 1) == 0 ? number & 0xFFFF : number << 16;
        }
    }
}
