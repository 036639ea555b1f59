using System.Numerics;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Finds the rows of highest dot(query, vector) + bias, exactly: 8-bit integers are scanned, and every row whose score might enter the result, by a proven
/// bound, is scored again in 32-bit floats. Immutable and thread-safe.
/// </summary>
public sealed class ItemIndex
{
    /// <summary>Longest vector or query that is taken, so that no score can overflow.</summary>
    public const float MaxLength = 1e18f;

    /// <summary>Largest bias, either way, that is taken.</summary>
    public const float MaxBias = 1e37f;

    /// <summary>Most numbers of a vector.</summary>
    public const int MaxDimension = 4096;

    private readonly float[] _vectors;
    private readonly int _stride;
    private readonly QuantizedRows _rows;

    /// <param name="vectors">Row-major, <paramref name="dimension"/> numbers a row; copied.</param>
    /// <param name="bias">Added to each row's score; empty for none.</param>
    /// <exception cref="ArgumentException">Counts do not fit, or a row is not finite or too long.</exception>
    public ItemIndex(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        RowRules.Check(vectors, bias, dimension);
        Count = vectors.Length / dimension;
        Dimension = dimension;
        _stride = (dimension + FixedOrderDot.Lanes - 1) / FixedOrderDot.Lanes * FixedOrderDot.Lanes;
        _vectors = new float[checked(Count * _stride)];
        for (int row = 0; row < Count; row++)
        {
            vectors.Slice(row * dimension, dimension).CopyTo(_vectors.AsSpan(row * _stride));
        }

        _rows = new QuantizedRows(vectors, bias, dimension);
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>How many numbers a vector has.</summary>
    public int Dimension { get; }

    /// <summary>How many words a set of allowed rows has: one bit a row.</summary>
    public int AllowedWords => (Count + 63) / 64;

    /// <summary>The row's vector.</summary>
    public ReadOnlySpan<float> Vector(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _vectors.AsSpan(row * _stride, Dimension);
    }

    /// <summary>The row's bias; 0 where the index has none.</summary>
    public float Bias(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _rows.Biases[row];
    }

    /// <summary>
    /// Fills <paramref name="best"/> with the top rows, highest first, ties by lower row, and returns how many it wrote: as many as there is room for or rows
    /// allowed.
    /// </summary>
    /// <param name="allowed">Bit r of word r/64 allows row r; <see cref="AllowedWords"/> words, or empty for all rows. Bits past the last row mean nothing.</param>
    public int Search(ReadOnlySpan<float> query, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best)
    {
        if (Avx512Kernel.IsSupported)
        {
            return Search<Avx512Kernel>(query, allowed, best);
        }

        return Avx2Kernel.IsSupported ? Search<Avx2Kernel>(query, allowed, best) : Search<PortableKernel>(query, allowed, best);
    }

    /// <summary>The score of every row for every query, bit for bit as <see cref="Search"/> finds it: to rank all rows in one pass.</summary>
    /// <param name="queries">Row-major, <see cref="Dimension"/> numbers a query.</param>
    /// <param name="scores">Row-major, <see cref="Count"/> numbers a query; overwritten.</param>
    public void ScoreAll(ReadOnlySpan<float> queries, Span<float> scores)
    {
        int count = queries.Length / Dimension;
        if (queries.Length % Dimension != 0 || scores.Length != (long)count * Count)
        {
            throw new ArgumentException($"{queries.Length} numbers are not queries of {Dimension}, or {scores.Length} is not room for the scores of {Count} rows each.");
        }

        Span<float> padded = new float[count * _stride];
        for (int query = 0; query < count; query++)
        {
            ReadOnlySpan<float> numbers = queries.Slice(query * Dimension, Dimension);
            RowRules.CheckQuery(numbers, Dimension);
            numbers.CopyTo(padded[(query * _stride)..]);
        }

        // A row is loaded once for all queries.
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<float> vector = _vectors.AsSpan(row * _stride, _stride);
            for (int query = 0; query < count; query++)
            {
                scores[(query * Count) + row] = FixedOrderDot.Compute(vector, padded.Slice(query * _stride, _stride)) + _rows.Biases[row];
            }
        }
    }

    internal int Search<TKernel>(ReadOnlySpan<float> query, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best)
        where TKernel : struct, IBlockKernel
    {
        RowRules.CheckQuery(query, Dimension);
        RowRules.CheckAllowed(allowed, AllowedWords);
        if (best.IsEmpty || Count == 0)
        {
            return 0;
        }

        Span<float> padded = stackalloc float[_stride];
        query.CopyTo(padded);
        padded[query.Length..].Clear();
        var quantized = new QuantizedQuery(query, stackalloc int[_rows.PairsPerRow]);
        var top = new TopItems(best);
        for (int block = 0; block < _rows.BlockCount; block++)
        {
            uint eligible = Eligible(allowed, block);
            if (eligible != 0)
            {
                eligible &= TKernel.Above(_rows, block, quantized, top.Threshold);
                ScoreFully(padded, block, eligible, ref top);
            }
        }

        return top.SortDescending();
    }

    private uint Eligible(ReadOnlySpan<ulong> allowed, int block)
    {
        const int BlocksPerWord = 64 / QuantizedRows.RowsPerBlock;
        uint bits = allowed.IsEmpty
            ? ushort.MaxValue
            : (ushort)(allowed[block / BlocksPerWord] >> (block % BlocksPerWord * QuantizedRows.RowsPerBlock));
        int rows = Count - (block * QuantizedRows.RowsPerBlock);
        return rows < QuantizedRows.RowsPerBlock ? bits & ((1u << rows) - 1) : bits;
    }

    private void ScoreFully(scoped ReadOnlySpan<float> query, int block, uint rows, ref TopItems top)
    {
        while (rows != 0)
        {
            int row = (block * QuantizedRows.RowsPerBlock) + BitOperations.TrailingZeroCount(rows);
            rows &= rows - 1;
            top.Offer(row, FixedOrderDot.Compute(_vectors.AsSpan(row * _stride, _stride), query) + _rows.Biases[row]);
        }
    }
}
