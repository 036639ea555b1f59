using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Most of the best rows, in a fraction of the time: rows lie in lists of near ones, the most promising lists are read as 4-bit codes, the best of these are
/// looked at again as 8-bit integers, and the best of those are scored. So a score is always the exact one, and what is approximate is whether a row is found.
/// </summary>
internal sealed class ApproximateSearch(ItemVectors vectors, ListIndex lists, CodedLists codes, ResidualCodebook book, CompactRows compact)
{
    private const int LeastCandidates = 128;
    private const int Ahead = 16;

    // Standard deviations of what integers get wrong: one row in a few hundred is off by more.
    private const float MostErrors = 3;

    public long Bytes => codes.Bytes + compact.Bytes;

    /// <summary>What <see cref="Write"/> wrote, over the same vectors; the integers are made of these anew, which is faster than to read them.</summary>
    /// <exception cref="InvalidDataException">It is not of these vectors.</exception>
    public static ApproximateSearch Read(ref IndexFileReader file, ItemVectors vectors, ParallelOptions parallel)
    {
        ResidualCodebook book = ResidualCodebook.Read(ref file, new Subspaces(vectors.Dimension));
        CodedLists codes = CodedLists.Read(ref file, book.Subspaces, vectors.Count);
        ListIndex lists = ListIndex.Read(ref file, vectors.Dimension, codes);
        return new ApproximateSearch(vectors, lists, codes, book, new CompactRows(vectors, parallel));
    }

    public void Write(IndexFileWriter file)
    {
        book.Write(file);
        codes.Write(file);
        lists.Write(file);
    }

    public int Search<TBlock, TCode>(ReadOnlySpan<float> query, in RowFilter filter, SearchEffort effort, Span<ScoredItem> best)
        where TBlock : struct, IBlockKernel
        where TCode : struct, ICodeKernel
    {
        SearchScratch scratch = SearchScratch.OfThread;
        Span<float> padded = stackalloc float[vectors.Stride];
        vectors.Pad(query, padded);
        int least = Math.Max(LeastCandidates, (int)(effort.Candidates * best.Length));
        int wanted = least;
        float share = effort.Share;
        for (int refused = wanted / 4; ; refused = scratch.Refused + (scratch.Refused / 4))
        {
            scratch.Begin(lists.ScoresRoom, wanted);
            int chosen = lists.Choose<TBlock>(query, (int)Math.Ceiling(share * vectors.Count), scratch.ListMeans, scratch.ListHopes, scratch.Lists);
            Scan<TCode>(query, filter, scratch.Lists.AsSpan(0, chosen), scratch);
            if (chosen == lists.Count || (scratch.IsFull && scratch.Refused <= refused))
            {
                break;
            }

            // Excluded rows stood where others should have. Those lie in lists further down, and closer together: more of them are candidates. So on, until
            // looking further meets few more of the excluded.
            share *= MathF.Max(2, MathF.Sqrt(1 + ((float)scratch.Refused / best.Length)));
            wanted = Math.Max(wanted, (int)Math.Min(vectors.Count, least * (1 + ((float)scratch.Refused / best.Length))));
        }

        return Rank(scratch.Finish(), query, padded, best, scratch);
    }

    /// <summary>The best of the allowed rows, where these are few: all of them are looked at.</summary>
    public int SearchAllowed(ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best)
    {
        SearchScratch scratch = SearchScratch.OfThread;
        Span<float> padded = stackalloc float[vectors.Stride];
        vectors.Pad(query, padded);
        return Rank(scratch.Collect(filter, vectors.Count), query, padded, best, scratch);
    }

    private void Scan<TCode>(ReadOnlySpan<float> query, in RowFilter filter, ReadOnlySpan<int> chosen, SearchScratch scratch)
        where TCode : struct, ICodeKernel
    {
        var table = new CodeTable(query, book, stackalloc byte[book.Subspaces.Count * CodeTable.PieceBytes]);
        Span<short> sums = stackalloc short[CodedLists.RowsPerBlock];
        ReadOnlySpan<float> means = scratch.ListMeans;
        double perStep = 1 / (double)table.Step;
        float highest = float.NegativeInfinity;
        foreach (int list in chosen)
        {
            highest = Math.Max(highest, means[list]);
        }

        // The best that a row could have is the highest score that is told apart.
        int most = SearchScratch.Scores - 1 - table.Most;
        for (int place = 0; place < chosen.Length; place++)
        {
            codes.Prefetch(chosen[Math.Min(place + 1, chosen.Length - 1)]);
            ScanList<TCode>(chosen[place], (int)Math.Max(0, most + ((means[chosen[place]] - (double)highest) * perStep)), table, filter, sums, scratch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanList<TCode>(int list, int offset, in CodeTable table, in RowFilter filter, Span<short> sums, SearchScratch scratch)
        where TCode : struct, ICodeKernel
    {
        int end = codes.FirstBlock(list + 1);
        for (int block = codes.FirstBlock(list); block < end; block++)
        {
            int floor = scratch.Least - offset - 1;
            if (floor >= table.Most)
            {
                return;
            }

            uint above = TCode.Above(ref codes.Block(block), ref table.Steps, codes.Groups, (short)Math.Max(floor, -1), ref MemoryMarshal.GetReference(sums));
            if (above != 0)
            {
                Take(above, block, offset, sums, filter, scratch);
            }
        }
    }

    private void Take(uint above, int block, int offset, ReadOnlySpan<short> sums, in RowFilter filter, SearchScratch scratch)
    {
        ReadOnlySpan<int> rows = codes.Rows(block);
        for (; above != 0; above &= above - 1)
        {
            int lane = BitOperations.TrailingZeroCount(above);
            int row = rows[lane];
            if (row == CodedLists.NoRow || !filter.Allows(row))
            {
                continue;
            }

            if (filter.Excludes(row))
            {
                scratch.Refused++;
            }
            else
            {
                scratch.Add(row, offset + sums[CodedLists.PlaceOfSum(lane)]);
            }
        }

        scratch.Raise();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Rank(ReadOnlySpan<int> rows, ReadOnlySpan<float> query, ReadOnlySpan<float> padded, Span<ScoredItem> best, SearchScratch scratch)
    {
        Span<float> estimates = scratch.Estimates(rows.Length);
        Span<sbyte> numbers = stackalloc sbyte[compact.PaddedDimension];
        float step = CompactRows.Quantize(query, numbers);
        var nearest = new TopItems(best);
        for (int place = 0; place < rows.Length; place++)
        {
            compact.Prefetch(rows[Math.Min(place + Ahead, rows.Length - 1)]);
            estimates[place] = compact.Estimate(rows[place], numbers, step);
            nearest.Offer(rows[place], estimates[place]);
        }

        // Whatever may be among the best in spite of what its integers say.
        float least = nearest.Threshold - (MostErrors * compact.ErrorOf(query, step));
        int left = 0;
        for (int place = 0; place < rows.Length; place++)
        {
            if (estimates[place] >= least)
            {
                vectors.Prefetch(rows[place]);
                scratch.Keep(left++, rows[place]);
            }
        }

        var top = new TopItems(best);
        foreach (int row in scratch.Kept(left))
        {
            top.Offer(row, vectors.Score(row, padded));
        }

        return top.SortDescending();
    }
}
