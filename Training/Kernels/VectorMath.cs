using System.Runtime.Intrinsics;

namespace Manidala.Training.Kernels;

/// <summary>Functions of eight numbers at once, to within a few units in the last place.</summary>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts: the first has so few digits that its products with small whole numbers are exact.
    private const float LnTwoHigh = 0.693359375f;
    private const float LnTwoLow = -2.12194440e-4f;
    private const float Largest = 88f;
    private const float Smallest = -87f;

    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(Smallest)), Vector256.Create(Largest));
        var power = Vector256.Round(x * Log2E);
        var r = Vector256.FusedMultiplyAdd(power, Vector256.Create(-LnTwoHigh), x);
        r = Vector256.FusedMultiplyAdd(power, Vector256.Create(-LnTwoLow), r);

        // e^r = 1 + r + r²·(…) for |r| ≤ ln 2 / 2.
        var tail = Vector256.Create(1.3981999e-3f);
        tail = Vector256.FusedMultiplyAdd(tail, r, Vector256.Create(8.3334519e-3f));
        tail = Vector256.FusedMultiplyAdd(tail, r, Vector256.Create(4.1665795e-2f));
        tail = Vector256.FusedMultiplyAdd(tail, r, Vector256.Create(1.6666665e-1f));
        tail = Vector256.FusedMultiplyAdd(tail, r, Vector256.Create(0.5f));
        var value = Vector256.FusedMultiplyAdd(tail, r * r, r + Vector256<float>.One);
        var exponent = Vector256.ShiftLeft(Vector256.ConvertToInt32(power) + Vector256.Create(127), 23).AsSingle();
        return value * exponent;
    }

    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));
}
