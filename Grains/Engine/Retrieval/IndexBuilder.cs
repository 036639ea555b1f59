using System.Diagnostics;
using System.Numerics.Tensors;

namespace Manidala.Engine.Retrieval;

/// <summary>Chooses between an exact and an approximate index by what their searches take and find here and now.</summary>
public static class IndexBuilder
{
    /// <summary>Below this many items an exact search is always fast enough.</summary>
    public const int FewItems = 16_384;

    private const int Wanted = 100;
    private const int Repeats = 3;

    private static readonly float[] Shares = [0.005f, 0.01f, 0.015f, 0.02f, 0.03f, 0.04f, 0.06f, 0.08f, 0.12f, 0.16f, 0.24f, 0.35f, 0.5f, 1];
    private static readonly float[] Candidates = [2.5f, 4, 6, 9, 14, 20, 40];

    // What a candidate costs, in rows whose codes are read: by the slopes of measurements at 100,000 and a million items.
    private const double RowsOfCandidate = 40;

    /// <param name="makeQueries">Queries like those that will come, row-major, made with the help of an exact index; not called where nothing is to be chosen.</param>
    /// <param name="threads">That build at the same time.</param>
    public static (ItemIndex Index, IndexReport Report) Build(
        ItemVectors vectors, RetrievalOptions options, int threads, Func<ItemIndex, float[]> makeQueries) =>
        Build(vectors, options, threads, makeQueries, cached: null);

    /// <param name="cached">Where an approximate index is kept; null for nowhere.</param>
    internal static (ItemIndex Index, IndexReport Report) Build(
        ItemVectors vectors, RetrievalOptions options, int threads, Func<ItemIndex, float[]> makeQueries, CachedIndex? cached)
    {
        if (options.Index == RetrievalOptions.Exact || (options.Index == RetrievalOptions.Auto && vectors.Count < FewItems))
        {
            var few = new ItemIndex(vectors);
            return (few, new IndexReport(true, vectors.Count, TimeSpan.Zero, TimeSpan.Zero, 1, TimeSpan.Zero, few.Bytes));
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        if (cached?.Read(vectors, parallel) is { } kept)
        {
            return kept;
        }

        var exact = new ItemIndex(vectors);
        float[] queries = makeQueries(exact);
        TimeSpan exactSearch = Measure(exact, queries);
        if (options.Index == RetrievalOptions.Auto && exactSearch <= options.ExactBudget)
        {
            return (exact, new IndexReport(true, vectors.Count, exactSearch, exactSearch, 1, TimeSpan.Zero, exact.Bytes));
        }

        var clock = Stopwatch.StartNew();
        var truth = new ScoredItem[queries.Length / vectors.Dimension * Wanted];
        exact.SearchMany(queries, [], truth, new int[queries.Length / vectors.Dimension]);
        ApproximateSearch search = new ApproximateBuilder(vectors, MeanLength(queries, vectors.Dimension), parallel).Build();
        (ItemIndex index, double recall) = Calibrate(vectors, search, queries, truth, options.Recall);
        var report = new IndexReport(false, vectors.Count, exactSearch, Measure(index, queries), recall, clock.Elapsed, index.Bytes);
        cached?.Write(search, index.Effort, report);
        return (index, report);
    }

    private static (ItemIndex Index, double Recall) Calibrate(ItemVectors vectors, ApproximateSearch search, float[] queries, ScoredItem[] truth, double least)
    {
        // By what they cost, and not by the clock: equal models are searched equally on every silo.
        SearchEffort[] efforts =
            [.. from share in Shares from candidates in Candidates orderby (share * vectors.Count) + (candidates * Wanted * RowsOfCandidate) select new SearchEffort(share, candidates)];
        foreach (SearchEffort effort in efforts)
        {
            var index = new ItemIndex(vectors, search, effort);
            double recall = RecallOf(index, queries, truth);
            if (recall >= least || effort == efforts[^1])
            {
                return (index, recall);
            }
        }

        throw new UnreachableException();
    }

    private static double RecallOf(ItemIndex index, float[] queries, ScoredItem[] truth)
    {
        int count = queries.Length / index.Dimension;
        int wanted = Math.Min(Wanted, index.Count);
        var best = new ScoredItem[Wanted];
        int found = 0;
        for (int query = 0; query < count; query++)
        {
            int written = index.Search(queries.AsSpan(query * index.Dimension, index.Dimension), [], best);
            found += best.Take(written).Select(item => item.Item).Intersect(truth.Skip(query * Wanted).Take(wanted).Select(item => item.Item)).Count();
        }

        return (double)found / (count * wanted);
    }

    // The fastest of a few for each query, because what disturbs only ever slows down; the median over queries.
    private static TimeSpan Measure(ItemIndex index, float[] queries)
    {
        var best = new ScoredItem[Wanted];
        long[] fastest = new long[queries.Length / index.Dimension];
        Array.Fill(fastest, long.MaxValue);
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            for (int query = 0; query < fastest.Length; query++)
            {
                long started = Stopwatch.GetTimestamp();
                index.Search(queries.AsSpan(query * index.Dimension, index.Dimension), [], best);
                fastest[query] = Math.Min(fastest[query], Stopwatch.GetTimestamp() - started);
            }
        }

        Array.Sort(fastest);
        return Stopwatch.GetElapsedTime(0, fastest[fastest.Length / 2]);
    }

    private static float MeanLength(float[] queries, int dimension)
    {
        double sum = 0;
        for (int first = 0; first < queries.Length; first += dimension)
        {
            sum += Math.Sqrt(TensorPrimitives.SumOfSquares(queries.AsSpan(first, dimension)));
        }

        return (float)(sum * dimension / queries.Length);
    }
}
