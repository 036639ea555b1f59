using System.Numerics.Tensors;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// A query as the device takes it, scaled by a power of two so that no product leaves the range of 16 bits, and by how much its products may differ from scores.
/// </summary>
internal readonly struct DeviceQuery
{
    // Products stay below 2^13, what stands for a row that is padding far below all of them.
    private const int ProductExponent = 13;
    private const float PaddingProduct = -32768;

    // Beyond, the scale is no float with room to spare.
    private const int MostExponent = 100;

    // Rounding to 16 bits changes a number by at most this share of it; one below the second may vanish.
    private const double HalfShare = 1.0 / 2048;
    private const double SmallestHalf = 1.0 / (1 << 14);

    private readonly int _exponent;
    private readonly double _error;

    private DeviceQuery(int exponent, double error)
    {
        _exponent = exponent;
        _error = error;
    }

    /// <summary>A query whose products would say nothing of its scores.</summary>
    private static DeviceQuery Hopeless => new(0, double.PositiveInfinity);

    /// <param name="held">Written in full: as many numbers as a row of the items has.</param>
    public static DeviceQuery Write(ReadOnlySpan<float> query, DeviceItems items, Span<Half> held)
    {
        held.Clear();
        double length = LengthOf(query);
        double largest = (Math.ScaleB(length, -items.VectorExponent) * items.Length) + (items.HasBias ? Math.ScaleB(1, -items.BiasExponent) : 0);
        if (!(largest > 0))
        {
            return Hopeless;
        }

        int exponent = ProductExponent - 1 - Math.ILogB(largest);
        int vectorExponent = exponent - items.VectorExponent;
        int biasExponent = exponent - items.BiasExponent;
        if (Math.Abs(vectorExponent) > MostExponent)
        {
            return Hopeless;
        }

        double queryError = Round(query, (float)Math.ScaleB(1, vectorExponent), held);
        held[query.Length] = held[query.Length + 1] = items.HasBias ? (Half)Math.ScaleB(1, biasExponent) : Half.Zero;
        held[query.Length + 2] = (Half)PaddingProduct;
        double scaled = Math.ScaleB(length, vectorExponent);
        double bias = items.HasBias ? Math.ScaleB(1, biasExponent) : 0;

        // By Cauchy and Schwarz: what rounding the query and the items does to a product.
        double rounding = (queryError * items.Length) + (scaled * items.VectorError) + (bias * items.BiasError) + (bias - (double)held[query.Length]);

        // Sums of 32 bits in any order, truncated or rounded; then those of the score itself, whose smallest numbers may vanish.
        double sums = held.Length * (Math.ScaleB((scaled + queryError) * items.Length + bias, -21) + Math.ScaleB(1, exponent - 148));
        return new DeviceQuery(exponent, rounding + sums);
    }

    /// <summary>What no score exceeds whose product, rounded to 16 bits, is at most this; nothing where only rows of padding are that low.</summary>
    public float BoundOf(float product) => product <= PaddingProduct / 2
        ? float.NegativeInfinity
        : MathF.BitIncrement((float)Math.ScaleB(product + (Math.Abs(product) * HalfShare) + SmallestHalf + _error, -_exponent));

    // In 64 bits: in 32 the squares of a tiny query vanish, and with them the error that it may make.
    private static double LengthOf(ReadOnlySpan<float> query)
    {
        double squares = 0;
        foreach (float number in query)
        {
            squares += (double)number * number;
        }

        return Math.Sqrt(squares);
    }

    private static double Round(ReadOnlySpan<float> query, float scale, Span<Half> held)
    {
        Span<float> exact = stackalloc float[Math.Min(query.Length, 256)];
        Span<float> rounded = stackalloc float[exact.Length];
        double squares = 0;
        for (int first = 0; first < query.Length; first += exact.Length)
        {
            int count = Math.Min(exact.Length, query.Length - first);
            Span<Half> part = held.Slice(first, count);
            TensorPrimitives.Multiply(query.Slice(first, count), scale, exact);
            TensorPrimitives.ConvertToHalf(exact[..count], part);
            TensorPrimitives.ConvertToSingle(part, rounded);
            double distance = TensorPrimitives.Distance<float>(exact[..count], rounded[..count]);
            squares += distance * distance;
        }

        // The distance itself is computed in 32 bits.
        return Math.Sqrt(squares) * (1 + 1e-4);
    }
}
