using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Items as the device holds them: 16-bit floats, dealt to slices, the bias in columns of its own so that one product gives whole scores. Vectors and biases
/// are scaled by powers of two to below 1, where 16 bits neither overflow nor lose small numbers; what rounding does is measured here.
/// </summary>
internal sealed class DeviceItems
{
    /// <summary>Columns behind the vector's: the bias, what rounding left of it, and whether a row is padding.</summary>
    public const int ExtraColumns = 3;

    // Tensor cores want rows that begin at a multiple of 16 bytes.
    private const int Alignment = 8;

    public DeviceItems(ItemVectors items)
    {
        Width = Align(items.Dimension + ExtraColumns);
        Places = Align((items.Count + DeviceGraph.Slices - 1) / DeviceGraph.Slices);
        VectorExponent = ExponentOf(Enumerable.Range(0, items.Count).AsParallel().Select(row => Largest(items.Vector(row))).DefaultIfEmpty(0).Max());
        float bias = Largest(items.Biases);
        HasBias = bias > 0;
        BiasExponent = ExponentOf(bias);
        Slices = [.. Enumerable.Range(0, DeviceGraph.Slices).Select(_ => new Float16[Places * Width])];
        Rounding[] roundings = new Rounding[DeviceGraph.Slices];
        Parallel.For(0, DeviceGraph.Slices, slice => roundings[slice] = Fill(items, slice));
        Length = roundings.Max(rounding => rounding.Length);
        VectorError = roundings.Max(rounding => rounding.VectorError);
        BiasError = roundings.Max(rounding => rounding.BiasError);
    }

    /// <summary>Numbers of a row, and of a query: the vector's and the extra columns, aligned.</summary>
    public int Width { get; }

    /// <summary>Rows of a slice.</summary>
    public int Places { get; }

    /// <summary>The rows of each slice, <see cref="Width"/> numbers each.</summary>
    public Float16[][] Slices { get; }

    public bool HasBias { get; }

    /// <summary>Vectors are held times 2 to this.</summary>
    public int VectorExponent { get; }

    /// <summary>Biases are held times 2 to this.</summary>
    public int BiasExponent { get; }

    /// <summary>Of the longest vector as it is held.</summary>
    public double Length { get; }

    /// <summary>Largest distance between a vector times its power of two and what is held.</summary>
    public double VectorError { get; }

    /// <summary>The same of biases.</summary>
    public double BiasError { get; }

    /// <summary>What makes the largest number of a table lie between 1/2 and 1.</summary>
    private static int ExponentOf(float largest) => largest == 0 ? 0 : -1 - Math.ILogB(largest);

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private static int Align(int count) => Math.Max(1, (count + Alignment - 1) / Alignment) * Alignment;

    private Rounding Fill(ItemVectors items, int slice)
    {
        Span<Half> rows = MemoryMarshal.Cast<Float16, Half>(Slices[slice].AsSpan());
        double vectorScale = Math.ScaleB(1, VectorExponent);
        double biasScale = Math.ScaleB(1, BiasExponent);
        double length = 0, vectorError = 0, biasError = 0;
        for (int place = 0; place < Places; place++)
        {
            Span<Half> row = rows.Slice(place * Width, Width);
            int item = (place * DeviceGraph.Slices) + slice;
            if (item >= items.Count)
            {
                row[items.Dimension + 2] = Half.One;
                continue;
            }

            (double square, double squareError) = Round(items.Vector(item), vectorScale, row);
            length = Math.Max(length, square);
            vectorError = Math.Max(vectorError, squareError);
            double bias = items.Bias(item) * biasScale;
            row[items.Dimension] = (Half)bias;
            row[items.Dimension + 1] = (Half)(bias - (double)row[items.Dimension]);
            biasError = Math.Max(biasError, Math.Abs(bias - (double)row[items.Dimension] - (double)row[items.Dimension + 1]));
        }

        return new Rounding(Math.Sqrt(length), Math.Sqrt(vectorError), biasError);
    }

    private static (double Square, double SquareError) Round(ReadOnlySpan<float> vector, double scale, Span<Half> held)
    {
        double square = 0, squareError = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            double exact = vector[i] * scale;
            held[i] = (Half)exact;
            double rounded = (double)held[i];
            square += rounded * rounded;
            squareError += (rounded - exact) * (rounded - exact);
        }

        return (square, squareError);
    }

    private readonly record struct Rounding(double Length, double VectorError, double BiasError);
}
