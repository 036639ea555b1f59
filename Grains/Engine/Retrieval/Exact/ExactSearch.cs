using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// The best rows, exactly: 8-bit integers are scanned, and every row whose score might enter the result, by a proven bound, is scored again in 32-bit floats.
/// </summary>
internal sealed class ExactSearch(ItemVectors vectors, QuantizedRows rows)
{
    // Queries of one pass over the rows: what they need beside a block stays in the nearest cache.
    private const int MostOfPass = 8;

    // A search runs to its end on one thread.
    [ThreadStatic]
    private static CandidateRows[]? _candidates;

    public long Bytes => (long)rows.BlockCount * rows.BlockBytes;

    /// <param name="floor">Rows that do not score above this may be left out.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Search<TKernel>(ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best, float floor)
        where TKernel : struct, IBlockKernel
    {
        Span<int> quads = stackalloc int[rows.QuadsPerRow];
        var quantized = new QuantizedQuery(query, quads, rows.RelativeError);
        Span<int> sums = stackalloc int[QuantizedRows.RowsPerBlock];
        CandidateRows candidates = Candidates()[0];
        candidates.Begin(best.Length, floor);
        ref int firstSum = ref MemoryMarshal.GetReference(sums);
        for (int block = 0; block < rows.BlockCount; block++)
        {
            uint eligible = Eligible(filter, block);
            if (eligible != 0)
            {
                ref sbyte start = ref rows.Block(block);
                TKernel.Sum(ref start, ref MemoryMarshal.GetReference(quads), quads.Length, ref firstSum);
                ScoreBound.OfferAbove(ref rows.Numbers(ref start), block * QuantizedRows.RowsPerBlock, eligible, ref firstSum, quantized, candidates);
            }
        }

        return ScoreFully(query, candidates, best);
    }

    /// <summary>The same for several queries in one pass over the rows; <paramref name="found"/> says how many rows each found.</summary>
    public void SearchMany<TKernel>(ReadOnlySpan<float> queries, in RowFilter filter, Span<ScoredItem> best, Span<int> found)
        where TKernel : struct, IBlockKernel
    {
        int wanted = best.Length / found.Length;
        for (int first = 0; first < found.Length; first += MostOfPass)
        {
            int count = Math.Min(MostOfPass, found.Length - first);
            ReadOnlySpan<float> together = queries.Slice(first * vectors.Dimension, count * vectors.Dimension);
            Pass<TKernel>(together, count, filter, wanted);
            for (int query = 0; query < count; query++)
            {
                found[first + query] = ScoreFully(
                    together.Slice(query * vectors.Dimension, vectors.Dimension), Candidates()[query], best.Slice((first + query) * wanted, wanted));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass<TKernel>(ReadOnlySpan<float> queries, int count, in RowFilter filter, int wanted)
        where TKernel : struct, IBlockKernel
    {
        int groups = (count + IBlockKernel.Together - 1) / IBlockKernel.Together;
        int quadsOfQuery = rows.QuadsPerRow;
        int[] quads = ArrayPool<int>.Shared.Rent(groups * IBlockKernel.Together * quadsOfQuery);
        Span<QuantizedQuery> quantized = stackalloc QuantizedQuery[MostOfPass];
        Span<int> sums = stackalloc int[IBlockKernel.Together * QuantizedRows.RowsPerBlock];
        CandidateRows[] candidates = Candidates();
        for (int query = 0; query < count; query++)
        {
            quantized[query] = new QuantizedQuery(
                queries.Slice(query * vectors.Dimension, vectors.Dimension), quads.AsSpan(query * quadsOfQuery, quadsOfQuery), rows.RelativeError);
            candidates[query].Begin(wanted);
        }

        for (int block = 0; block < rows.BlockCount; block++)
        {
            uint eligible = Eligible(filter, block);
            ref sbyte start = ref rows.Block(block);
            ref float numbers = ref rows.Numbers(ref start);
            for (int first = 0; eligible != 0 && first < count; first += IBlockKernel.Together)
            {
                TKernel.SumTogether(ref start, ref quads[first * quadsOfQuery], quadsOfQuery, ref MemoryMarshal.GetReference(sums));
                int last = Math.Min(first + IBlockKernel.Together, count);
                for (int query = first; query < last; query++)
                {
                    ref int sumsOfQuery = ref sums[(query - first) * QuantizedRows.RowsPerBlock];
                    ScoreBound.OfferAbove(ref numbers, block * QuantizedRows.RowsPerBlock, eligible, ref sumsOfQuery, quantized[query], candidates[query]);
                }
            }
        }

        ArrayPool<int>.Shared.Return(quads);
    }

    private int ScoreFully(ReadOnlySpan<float> query, CandidateRows candidates, Span<ScoredItem> best)
    {
        Span<float> padded = stackalloc float[vectors.Stride];
        vectors.Pad(query, padded);
        var top = new TopItems(best);
        foreach (int row in candidates.Finish())
        {
            top.Offer(row, vectors.Score(row, padded));
        }

        return top.SortDescending();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Eligible(in RowFilter filter, int block)
    {
        const int BlocksPerWord = 64 / QuantizedRows.RowsPerBlock;
        uint bits = (ushort)(filter.Word(block / BlocksPerWord) >> (block % BlocksPerWord * QuantizedRows.RowsPerBlock));
        int left = vectors.Count - (block * QuantizedRows.RowsPerBlock);
        return left < QuantizedRows.RowsPerBlock ? bits & ((1u << left) - 1) : bits;
    }

    private static CandidateRows[] Candidates() => _candidates ??= [.. Enumerable.Range(0, MostOfPass).Select(_ => new CandidateRows())];
}
