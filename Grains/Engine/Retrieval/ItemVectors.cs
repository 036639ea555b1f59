using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Vectors and biases of rows as 32-bit floats, and the score that they give: the one score of a row and a query, however the row was found. Immutable.
/// </summary>
public sealed class ItemVectors
{
    /// <summary>Longest vector or query that is taken, so that no score can overflow.</summary>
    public const float MaxLength = 1e18f;

    /// <summary>Largest bias, either way, that is taken.</summary>
    public const float MaxBias = 1e37f;

    /// <summary>Most numbers of a vector.</summary>
    public const int MaxDimension = 4096;

    private readonly float[] _vectors;
    private readonly float[] _biases;

    /// <param name="vectors">Row-major, <paramref name="dimension"/> numbers a row; copied.</param>
    /// <param name="bias">Added to each row's score; empty for none.</param>
    /// <exception cref="ArgumentException">Counts do not fit, or a row is not finite or too long.</exception>
    public ItemVectors(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        RowRules.Check(vectors, bias, dimension);
        Count = vectors.Length / dimension;
        Dimension = dimension;
        Stride = (dimension + FixedOrderDot.Lanes - 1) / FixedOrderDot.Lanes * FixedOrderDot.Lanes;
        _vectors = new float[checked(Count * Stride)];
        for (int row = 0; row < Count; row++)
        {
            vectors.Slice(row * dimension, dimension).CopyTo(_vectors.AsSpan(row * Stride));
        }

        _biases = bias.IsEmpty ? new float[Count] : bias.ToArray();
    }

    private ItemVectors(ItemVectors first, ItemVectors then)
    {
        Count = checked(first.Count + then.Count);
        Dimension = first.Dimension;
        Stride = first.Stride;
        _vectors = new float[checked(Count * Stride)];
        first._vectors.CopyTo(_vectors, 0);
        then._vectors.CopyTo(_vectors, first._vectors.Length);
        _biases = [.. first._biases, .. then._biases];
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>How many numbers a vector has.</summary>
    public int Dimension { get; }

    /// <summary>Numbers of a padded vector or query.</summary>
    internal int Stride { get; }

    internal ReadOnlySpan<float> Biases => _biases;

    /// <summary>Whether a row of this vector and bias would be taken.</summary>
    public static bool Accepts(ReadOnlySpan<float> vector, float bias) => RowRules.IsWithin(vector) && RowRules.IsWithin(bias);

    /// <summary>These rows and, behind them, those; copied.</summary>
    /// <exception cref="ArgumentException">They are of different dimensions.</exception>
    public ItemVectors FollowedBy(ItemVectors then)
    {
        ArgumentNullException.ThrowIfNull(then);
        return then.Dimension == Dimension
            ? new ItemVectors(this, then)
            : throw new ArgumentException($"Rows of {then.Dimension} numbers cannot follow rows of {Dimension}.", nameof(then));
    }

    /// <summary>The row's vector.</summary>
    public ReadOnlySpan<float> Vector(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _vectors.AsSpan(row * Stride, Dimension);
    }

    /// <summary>The row's bias; 0 where there are none.</summary>
    public float Bias(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _biases[row];
    }

    /// <param name="query">Padded.</param>
    internal float Score(int row, ReadOnlySpan<float> query) => FixedOrderDot.Compute(_vectors.AsSpan(row * Stride, Stride), query) + _biases[row];

    /// <summary>Writes the query and zeros behind it.</summary>
    internal void Pad(ReadOnlySpan<float> query, Span<float> padded)
    {
        query.CopyTo(padded);
        padded[query.Length..].Clear();
    }

    /// <summary>Asks for a vector that will be read soon.</summary>
    internal void Prefetch(int row) =>
        MemoryPrefetch.Ask(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_vectors), row * Stride)), Stride * sizeof(float));
}
