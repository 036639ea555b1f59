using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Model;

/// <summary>Turns embeddings into the bytes of a format and back. Equal numbers give equal bytes on every machine.</summary>
internal static class EmbeddingCodec
{
    /// <summary>Symmetric: -128 has no counterpart, so it is never written and never read.</summary>
    private const int Int8Limit = 127;

    /// <summary>Halves; the caller has checked that every number is within ±65,504 once rounded.</summary>
    public static Half[] ToHalves(ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return halves;
    }

    /// <summary>Bytes and one scale a row: the row's largest magnitude becomes ±127.</summary>
    public static (sbyte[] Numbers, float[] Scales) ToInt8(ReadOnlySpan<float> values, int dimension)
    {
        var numbers = new sbyte[values.Length];
        var scales = new float[values.Length / dimension];
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<float> vector = values.Slice(row * dimension, dimension);
            float scale = MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) / Int8Limit;
            if (float.IsInfinity(scale * Int8Limit))
            {
                // Rounded up at the very end of the floats' range, it would be read back as infinite.
                scale = MathF.BitDecrement(scale);
            }

            scales[row] = scale;

            // A row of zeros, or of numbers too small for a scale: all of it is zero.
            if (scale > 0)
            {
                Quantise(vector, scale, numbers.AsSpan(row * dimension, dimension));
            }
        }

        return (numbers, scales);
    }

    public static float[] FromHalves(ReadOnlySpan<byte> bytes)
    {
        float[] values = new float[bytes.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
        return values;
    }

    public static float[] FromInt8(ReadOnlySpan<byte> bytes, ReadOnlySpan<float> scales, int dimension)
    {
        float[] values = new float[bytes.Length];
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes), values);
        for (int row = 0; row < scales.Length; row++)
        {
            Span<float> vector = values.AsSpan(row * dimension, dimension);
            TensorPrimitives.Multiply(vector, scales[row], vector);
        }

        return values;
    }

    // Divided in double and rounded to even: the quotient of two floats is then exact enough that no machine rounds it otherwise.
    private static void Quantise(ReadOnlySpan<float> vector, float scale, Span<sbyte> numbers)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            numbers[i] = (sbyte)Math.Clamp(Math.Round((double)vector[i] / scale, MidpointRounding.ToEven), -Int8Limit, Int8Limit);
        }
    }
}
