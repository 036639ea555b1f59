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

    // Empty where the vectors are mapped.
    private readonly float[] _vectors;
    private readonly MappedFloats? _mapped;
    private readonly float[] _biases;

    /// <param name="vectors">Row-major, <paramref name="dimension"/> numbers a row; copied.</param>
    /// <param name="bias">Added to each row's score; empty for none.</param>
    /// <exception cref="ArgumentException">Counts do not fit, or a row is not finite or too long.</exception>
    public ItemVectors(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
    {
        (Count, Dimension, Stride) = Check(vectors, bias, dimension);
        _vectors = new float[checked(Count * Stride)];
        for (int row = 0; row < Count; row++)
        {
            vectors.Slice(row * dimension, dimension).CopyTo(_vectors.AsSpan(row * Stride));
        }

        _biases = bias.IsEmpty ? new float[Count] : bias.ToArray();
    }

    /// <summary>The same, with the vectors in a file instead of the process's own memory.</summary>
    /// <param name="path">Where there is no file yet, and will be none after the call, but on Windows.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal ItemVectors(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension, string path)
    {
        (Count, Dimension, Stride) = Check(vectors, bias, dimension);
        _vectors = [];
        _biases = bias.IsEmpty ? new float[Count] : bias.ToArray();
        try
        {
            WritePadded(vectors, path);
            _mapped = new MappedFloats(path);
        }
        finally
        {
            // The mapping keeps the contents; without a name they are gone with this process, also when it is killed.
            IndexCache.Delete(path);
        }
    }

    private ItemVectors(ItemVectors first, ItemVectors then)
    {
        Count = checked(first.Count + then.Count);
        Dimension = first.Dimension;
        Stride = first.Stride;
        _vectors = new float[checked(Count * Stride)];
        first.Rows(0, first.Count).CopyTo(_vectors);
        then.Rows(0, then.Count).CopyTo(_vectors.AsSpan(first.Count * Stride));
        GC.KeepAlive(first);
        GC.KeepAlive(then);
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

    /// <summary>The row's vector, to be read while these rows are referred to.</summary>
    public ReadOnlySpan<float> Vector(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return Rows(row, 1)[..Dimension];
    }

    /// <summary>The row's bias; 0 where there are none.</summary>
    public float Bias(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _biases[row];
    }

    /// <param name="query">Padded.</param>
    internal float Score(int row, ReadOnlySpan<float> query)
    {
        float score = FixedOrderDot.Compute(Rows(row, 1), query) + _biases[row];
        GC.KeepAlive(this);
        return score;
    }

    /// <summary>Writes the query and zeros behind it.</summary>
    internal void Pad(ReadOnlySpan<float> query, Span<float> padded)
    {
        query.CopyTo(padded);
        padded[query.Length..].Clear();
    }

    /// <summary>Asks for a vector that will be read soon.</summary>
    internal void Prefetch(int row) =>
        MemoryPrefetch.Ask(
            ref _mapped is null
                ? ref Unsafe.As<float, byte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_vectors), row * Stride))
                : ref _mapped.At((nint)row * Stride),
            Stride * sizeof(float));

    /// <summary>Lets go of what was looked at of mapped vectors.</summary>
    internal void LetGo() => _mapped?.LetGo();

    private static (int Count, int Dimension, int Stride) Check(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        RowRules.Check(vectors, bias, dimension);
        return (vectors.Length / dimension, dimension, (dimension + FixedOrderDot.Lanes - 1) / FixedOrderDot.Lanes * FixedOrderDot.Lanes);
    }

    private ReadOnlySpan<float> Rows(int first, int count) =>
        _mapped is null ? _vectors.AsSpan(first * Stride, count * Stride) : _mapped.Slice((nint)first * Stride, count * Stride);

    private void WritePadded(ReadOnlySpan<float> vectors, string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        Span<float> padded = new float[Stride];
        for (int row = 0; row < Count; row++)
        {
            Pad(vectors.Slice(row * Dimension, Dimension), padded);
            file.Write(MemoryMarshal.AsBytes(padded));
        }
    }
}
