namespace Manidala.Engine.Retrieval;

/// <summary>
/// A query as integers of 7 bits, 1 to 127 with <see cref="Zero"/> for nothing: the processor's 8-bit multiplication wants one side without a sign, and no
/// sum of two products then leaves 16 bits.
/// </summary>
internal readonly struct QuantizedQuery
{
    public const int Zero = 64;

    private const int Limit = 63;
    private const float SmallestScalable = 1e-20f;

    // Far above what underflow can cost below the bound (2^-149 times the largest integer sum), far below any score of interest.
    private const float UnderflowSlack = 1e-30f;

    /// <param name="query">Finite.</param>
    /// <param name="quads">Memory for a quarter as many integers as a padded row has numbers; four numbers each.</param>
    /// <param name="rowError">By how much rows differ from their integers, as a share of their length.</param>
    public QuantizedQuery(ReadOnlySpan<float> query, Span<int> quads, float rowError)
    {
        float largest = 0;
        double squares = 0;
        foreach (float value in query)
        {
            largest = Math.Max(largest, Math.Abs(value));
            squares += (double)value * value;
        }

        quads.Fill(Zero * 0x01010101);
        if (largest < SmallestScalable)
        {
            // A zero query scores zero exactly; one too small to scale says nothing, and every row is scored in full.
            Slack = largest == 0 ? 0 : float.PositiveInfinity;
            return;
        }

        Slack = UnderflowSlack;
        Step = largest / Limit;
        double lost = 0;
        for (int i = 0; i < query.Length; i++)
        {
            int number = (int)Math.Round(query[i] / (double)Step);
            double difference = query[i] - (number * (double)Step);
            lost += difference * difference;
            quads[i / 4] += number << (i % 4 * 8);
        }

        // |q.x - q'.x'| <= |q||x - x'| + |q - q'||x'|, and a row's integers are at most 1.1 times as long as the row.
        ErrorOfLength = MathF.BitIncrement((float)((Math.Sqrt(squares) * rowError) + (1.1 * Math.Sqrt(lost))));
    }

    /// <summary>What one integer step is worth.</summary>
    public float Step { get; }

    /// <summary>By how much a row's estimated score can differ from its score, for a row of length one.</summary>
    public float ErrorOfLength { get; }

    public float Slack { get; }
}
