using System.Runtime.Intrinsics;

namespace Manidala.Training.Kernels;

/// <summary>Operations on matrices that lie row by row, whose widths are multiples of 8.</summary>
internal static unsafe class RowKernels
{
    private const int Lanes = 8;
    private const float Epsilon = 1e-5f;
    private const float ShortestSquare = 1e-12f;

    /// <summary>Normalises every row; keeps each one's mean and inverse deviation for the way back.</summary>
    public static void LayerNorm(float* x, int rows, int width, float* gain, float* bias, float* statistics, float* result)
    {
        for (int row = 0; row < rows; row++, x += width, result += width, statistics += 2)
        {
            var sums = Vector256<float>.Zero;
            for (int i = 0; i < width; i += Lanes)
            {
                sums += Vector256.Load(x + i);
            }

            float mean = Vector256.Sum(sums) / width;
            var squares = Vector256<float>.Zero;
            for (int i = 0; i < width; i += Lanes)
            {
                var off = Vector256.Load(x + i) - Vector256.Create(mean);
                squares = Vector256.FusedMultiplyAdd(off, off, squares);
            }

            float inverse = 1 / MathF.Sqrt((Vector256.Sum(squares) / width) + Epsilon);
            for (int i = 0; i < width; i += Lanes)
            {
                var unit = (Vector256.Load(x + i) - Vector256.Create(mean)) * inverse;
                Vector256.Store(Vector256.FusedMultiplyAdd(unit, Vector256.Load(gain + i), Vector256.Load(bias + i)), result + i);
            }

            statistics[0] = mean;
            statistics[1] = inverse;
        }
    }

    /// <summary>
    /// The way back: <paramref name="gradient"/> holds what the result should have been moved by, and <paramref name="added"/> receives x's share on top of
    /// what it holds. The two may be the same memory only where nothing is to be added.
    /// </summary>
    public static void LayerNormBack(
        float* gradient, float* x, float* statistics, int rows, int width, float* gain, LayerNormGradient sums, float* added)
    {
        for (int row = 0; row < rows; row++, x += width, gradient += width, added += width, statistics += 2)
        {
            var mean = Vector256.Create(statistics[0]);
            float inverse = statistics[1];
            var first = Vector256<float>.Zero;
            var second = Vector256<float>.Zero;
            for (int i = 0; i < width; i += Lanes)
            {
                var unit = (Vector256.Load(x + i) - mean) * inverse;
                var g = Vector256.Load(gradient + i);
                Vector256.Store(Vector256.FusedMultiplyAdd(g, unit, Vector256.Load(sums.Gain + i)), sums.Gain + i);
                Vector256.Store(Vector256.Load(sums.Bias + i) + g, sums.Bias + i);
                g *= Vector256.Load(gain + i);
                first += g;
                second = Vector256.FusedMultiplyAdd(g, unit, second);
            }

            var meanFirst = Vector256.Create(Vector256.Sum(first) / width);
            var meanSecond = Vector256.Create(Vector256.Sum(second) / width);
            for (int i = 0; i < width; i += Lanes)
            {
                var unit = (Vector256.Load(x + i) - mean) * inverse;
                var g = Vector256.Load(gradient + i) * Vector256.Load(gain + i);
                Vector256.Store(Vector256.Load(added + i) + ((g - meanFirst - (unit * meanSecond)) * inverse), added + i);
            }
        }
    }

    public static void AddBias(float* x, int rows, int width, float* bias)
    {
        for (int row = 0; row < rows; row++, x += width)
        {
            for (int i = 0; i < width; i += Lanes)
            {
                Vector256.Store(Vector256.Load(x + i) + Vector256.Load(bias + i), x + i);
            }
        }
    }

    /// <summary>Adds every row to <paramref name="sums"/>.</summary>
    public static void SumRows(float* x, int rows, int width, float* sums) => SumRows(x, rows, width, width, sums);

    public static void SumRows(float* x, int rows, int width, int stride, float* sums)
    {
        for (int row = 0; row < rows; row++, x += stride)
        {
            for (int i = 0; i < width; i += Lanes)
            {
                Vector256.Store(Vector256.Load(sums + i) + Vector256.Load(x + i), sums + i);
            }
        }
    }

    public static void Add(float* x, int count, float* result)
    {
        for (int i = 0; i < count; i += Lanes)
        {
            Vector256.Store(Vector256.Load(result + i) + Vector256.Load(x + i), result + i);
        }
    }

    /// <summary>result += factor · x.</summary>
    public static void AddScaled(float* x, float factor, int count, float* result)
    {
        for (int i = 0; i < count; i += Lanes)
        {
            Vector256.Store(Vector256.FusedMultiplyAdd(Vector256.Load(x + i), Vector256.Create(factor), Vector256.Load(result + i)), result + i);
        }
    }

    public static float Dot(float* a, float* b, int count)
    {
        var sums = Vector256<float>.Zero;
        for (int i = 0; i < count; i += Lanes)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), sums);
        }

        return Vector256.Sum(sums);
    }

    /// <summary>Gives every row this length; keeps each one's own.</summary>
    public static void SetLength(float* x, int rows, int width, float length, float* lengths, float* result)
    {
        for (int row = 0; row < rows; row++, x += width, result += width)
        {
            lengths[row] = MathF.Sqrt(MathF.Max(Dot(x, x, width), ShortestSquare));
            var scale = Vector256.Create(length / lengths[row]);
            for (int i = 0; i < width; i += Lanes)
            {
                Vector256.Store(Vector256.Load(x + i) * scale, result + i);
            }
        }
    }

    /// <summary>The way back, in place: what would have changed a row's length alone falls away.</summary>
    /// <param name="scaled">The rows as they came out.</param>
    public static void SetLengthBack(float* gradient, float* scaled, int rows, int width, float length, float* lengths)
    {
        for (int row = 0; row < rows; row++, gradient += width, scaled += width)
        {
            var along = Vector256.Create(Dot(gradient, scaled, width) / (length * length));
            var scale = Vector256.Create(length / lengths[row]);
            for (int i = 0; i < width; i += Lanes)
            {
                Vector256.Store((Vector256.Load(gradient + i) - (along * Vector256.Load(scaled + i))) * scale, gradient + i);
            }
        }
    }

    /// <summary>Where a layer norm's parameters' gradients are summed up.</summary>
    internal readonly struct LayerNormGradient(float* gain, float* bias)
    {
        public float* Gain { get; } = gain;

        public float* Bias { get; } = bias;
    }
}
