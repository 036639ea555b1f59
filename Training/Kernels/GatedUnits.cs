using System.Runtime.Intrinsics;

namespace Manidala.Training.Kernels;

/// <summary>
/// What lies between the matrix products of a gated layer, both ways. Rows of <c>mix</c> are [u, g, z], each <c>width</c> numbers: what is to be remembered,
/// how much of the past is kept, and what of the state is shown.
/// </summary>
internal static unsafe class GatedUnits
{
    private const int Lanes = 8;

    /// <summary>h[t] = a·h[t−1] + √(1−a²)·u with a = σ(g), from zero, over one sequence; shown = h·z·σ(z).</summary>
    public static void Scan(float* mix, int rows, int width, float* states, float* shown)
    {
        for (int i = 0; i < width; i += Lanes)
        {
            var h = Vector256<float>.Zero;
            float* at = mix + i;
            for (int row = 0; row < rows; row++, at += 3 * width)
            {
                var keep = VectorMath.Sigmoid(Vector256.Load(at + width));
                var take = Vector256.Sqrt(Vector256<float>.One - (keep * keep));
                h = Vector256.FusedMultiplyAdd(keep, h, take * Vector256.Load(at));
                var z = Vector256.Load(at + (2 * width));
                Vector256.Store(h, states + (row * width) + i);
                Vector256.Store(h * z * VectorMath.Sigmoid(z), shown + (row * width) + i);
            }
        }
    }

    /// <summary>From the gradient of what was shown to that of [u, g, z], over one sequence.</summary>
    public static void ScanBack(float* mix, float* states, float* gradShown, int rows, int width, float* gradMix)
    {
        for (int i = 0; i < width; i += Lanes)
        {
            // What a later time wants of h[t], already through its gate.
            var later = Vector256<float>.Zero;
            for (int row = rows - 1; row >= 0; row--)
            {
                float* at = mix + (row * 3 * width) + i;
                float* to = gradMix + (row * 3 * width) + i;
                var grad = Vector256.Load(gradShown + (row * width) + i);
                var h = Vector256.Load(states + (row * width) + i);
                var z = Vector256.Load(at + (2 * width));
                var open = VectorMath.Sigmoid(z);
                Vector256.Store(grad * h * open * (Vector256<float>.One + (z * (Vector256<float>.One - open))), to + (2 * width));

                var wanted = Vector256.FusedMultiplyAdd(grad * z, open, later);
                var keep = VectorMath.Sigmoid(Vector256.Load(at + width));
                var rest = Vector256<float>.One - keep;
                var take = Vector256.Sqrt(rest * (Vector256<float>.One + keep));
                Vector256.Store(wanted * take, to);

                // d√(1−a²)/dg = −a²·√((1−a)/(1+a)), which stays finite where a nears 1.
                var before = row > 0 ? Vector256.Load(states + ((row - 1) * width) + i) : Vector256<float>.Zero;
                var slope = keep * keep * Vector256.Sqrt(rest / (Vector256<float>.One + keep));
                Vector256.Store(wanted * ((before * keep * rest) - (Vector256.Load(at) * slope)), to + width);
                later = wanted * keep;
            }
        }
    }

    /// <summary>result = p·σ(p)·q for rows [p, q] of twice the width.</summary>
    public static void Swish(float* inner, int rows, int width, float* result)
    {
        for (int row = 0; row < rows; row++, inner += 2 * width, result += width)
        {
            for (int i = 0; i < width; i += Lanes)
            {
                var p = Vector256.Load(inner + i);
                Vector256.Store(p * VectorMath.Sigmoid(p) * Vector256.Load(inner + width + i), result + i);
            }
        }
    }

    public static void SwishBack(float* inner, float* gradient, int rows, int width, float* gradInner)
    {
        for (int row = 0; row < rows; row++, inner += 2 * width, gradInner += 2 * width, gradient += width)
        {
            for (int i = 0; i < width; i += Lanes)
            {
                var p = Vector256.Load(inner + i);
                var q = Vector256.Load(inner + width + i);
                var g = Vector256.Load(gradient + i);
                var open = VectorMath.Sigmoid(p);
                Vector256.Store(g * q * open * (Vector256<float>.One + (p * (Vector256<float>.One - open))), gradInner + i);
                Vector256.Store(g * p * open, gradInner + width + i);
            }
        }
    }
}
