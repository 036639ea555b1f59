namespace Manidala.Engine.Retrieval;

/// <summary>
/// Finds the rows of highest dot(query, vector) + bias. Exact, or approximate for many rows; the scores are exact in either case. Immutable and thread-safe.
/// </summary>
public sealed class ItemIndex
{
    // Where an approximate index would look into every list anyway, or nearly: all allowed rows are looked at instead.
    private const int FewAllowed = 16_384;

    private readonly ItemVectors _vectors;
    private readonly ExactSearch? _exact;
    private readonly ApproximateSearch? _approximate;

    /// <summary>An exact index; parameters and refusals are those of <see cref="ItemVectors"/>.</summary>
    public ItemIndex(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
        : this(new ItemVectors(vectors, bias, dimension))
    {
    }

    /// <summary>An exact index.</summary>
    public ItemIndex(ItemVectors vectors)
    {
        _vectors = vectors;
        _exact = new ExactSearch(vectors, new QuantizedRows(vectors));
    }

    internal ItemIndex(ItemVectors vectors, ApproximateSearch approximate, SearchEffort effort)
    {
        _vectors = vectors;
        _approximate = approximate;
        Effort = effort;
    }

    /// <summary>What is searched.</summary>
    public ItemVectors Vectors => _vectors;

    /// <summary>How many rows there are.</summary>
    public int Count => _vectors.Count;

    /// <summary>How many numbers a vector has.</summary>
    public int Dimension => _vectors.Dimension;

    /// <summary>Whether every search finds the best rows, and not only most of them.</summary>
    public bool IsExact => _exact is not null;

    /// <summary>What the index holds beside the vectors.</summary>
    public long Bytes => _exact?.Bytes ?? _approximate!.Bytes;

    /// <summary>How far searches look, where they are not exact.</summary>
    public SearchEffort Effort { get; }

    /// <summary>The same approximate index, searched with another effort.</summary>
    /// <exception cref="InvalidOperationException">The index is exact.</exception>
    public ItemIndex With(SearchEffort effort) =>
        new(_vectors, _approximate ?? throw new InvalidOperationException("An exact index has no effort to choose."), effort);

    /// <summary>How many words a set of allowed rows has: one bit a row.</summary>
    public int AllowedWords => (Count + 63) / 64;

    /// <summary>
    /// Fills <paramref name="best"/> with the top rows, highest first, ties by lower row, and returns how many it wrote: as many as there is room for or rows
    /// allowed.
    /// </summary>
    /// <param name="allowed">Bit r of word r/64 allows row r; <see cref="AllowedWords"/> words, or empty for all rows. Bits past the last row mean nothing.</param>
    public int Search(ReadOnlySpan<float> query, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best) => Search(query, new RowFilter(allowed), best);

    /// <summary>The same, with rows that are not allowed after all.</summary>
    public int Search(ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best) => SearchAbove(float.NegativeInfinity, query, filter, best);

    /// <summary>The same, but rows that do not score above the floor may be left out, which spares an exact search most of its work.</summary>
    internal int SearchAbove(float floor, ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best)
    {
        if (Avx512Kernel.IsSupported)
        {
            return Search<Avx512Kernel, Avx512CodeKernel>(query, filter, best, floor);
        }

        return Avx2Kernel.IsSupported
            ? Search<Avx2Kernel, Avx2CodeKernel>(query, filter, best, floor)
            : Search<PortableKernel, PortableCodeKernel>(query, filter, best, floor);
    }

    /// <summary>The same for several queries; an exact index makes one pass over the rows, which are then loaded once for all queries.</summary>
    /// <param name="queries">Row-major, <see cref="Dimension"/> numbers a query.</param>
    /// <param name="best">Room for equally many rows of each query, query by query.</param>
    /// <param name="found">How many rows were written of each query.</param>
    public void SearchMany(ReadOnlySpan<float> queries, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best, Span<int> found)
    {
        if (Avx512Kernel.IsSupported)
        {
            SearchMany<Avx512Kernel, Avx512CodeKernel>(queries, allowed, best, found);
        }
        else if (Avx2Kernel.IsSupported)
        {
            SearchMany<Avx2Kernel, Avx2CodeKernel>(queries, allowed, best, found);
        }
        else
        {
            SearchMany<PortableKernel, PortableCodeKernel>(queries, allowed, best, found);
        }
    }

    /// <summary>The score of every row for every query, bit for bit as a search finds it: to rank all rows in one pass.</summary>
    /// <param name="queries">Row-major, <see cref="Dimension"/> numbers a query.</param>
    /// <param name="scores">Row-major, <see cref="Count"/> numbers a query; overwritten.</param>
    public void ScoreAll(ReadOnlySpan<float> queries, Span<float> scores)
    {
        int count = queries.Length / Dimension;
        if (queries.Length % Dimension != 0 || scores.Length != (long)count * Count)
        {
            throw new ArgumentException($"{queries.Length} numbers are not queries of {Dimension}, or {scores.Length} is not room for the scores of {Count} rows each.");
        }

        int stride = _vectors.Stride;
        Span<float> padded = new float[count * stride];
        for (int query = 0; query < count; query++)
        {
            ReadOnlySpan<float> numbers = queries.Slice(query * Dimension, Dimension);
            RowRules.CheckQuery(numbers, Dimension);
            _vectors.Pad(numbers, padded.Slice(query * stride, stride));
        }

        // A row is loaded once for all queries.
        for (int row = 0; row < Count; row++)
        {
            for (int query = 0; query < count; query++)
            {
                scores[(query * Count) + row] = _vectors.Score(row, padded.Slice(query * stride, stride));
            }
        }
    }

    internal int Search<TBlock, TCode>(ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best, float floor = float.NegativeInfinity)
        where TBlock : struct, IBlockKernel
        where TCode : struct, ICodeKernel
    {
        RowRules.CheckQuery(query, Dimension);
        RowRules.CheckFilter(filter, AllowedWords);
        if (best.IsEmpty || Count == 0)
        {
            return 0;
        }

        if (_exact is not null)
        {
            return _exact.Search<TBlock>(query, filter, best, floor);
        }

        int allowed = filter.CountAllowed(Count);
        return !filter.Allowed.IsEmpty && allowed <= FewAllowed
            ? _approximate!.SearchAllowed(query, filter, best)
            : _approximate!.Search<TBlock, TCode>(query, filter, Effort.ForFilter(allowed, Count), best);
    }

    internal void SearchMany<TBlock, TCode>(ReadOnlySpan<float> queries, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best, Span<int> found)
        where TBlock : struct, IBlockKernel
        where TCode : struct, ICodeKernel
    {
        var filter = new RowFilter(allowed);
        RowRules.CheckQueries(queries, Dimension, found.Length, best.Length);
        RowRules.CheckFilter(filter, AllowedWords);
        found.Clear();
        if (_exact is not null && !best.IsEmpty && Count > 0)
        {
            _exact.SearchMany<TBlock>(queries, filter, best, found);
            return;
        }

        int wanted = found.IsEmpty ? 0 : best.Length / found.Length;
        for (int query = 0; query < found.Length; query++)
        {
            found[query] = Search<TBlock, TCode>(queries.Slice(query * Dimension, Dimension), filter, best.Slice(query * wanted, wanted));
        }
    }
}
