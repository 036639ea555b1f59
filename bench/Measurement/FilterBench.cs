using System.Diagnostics;
using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Measurement;

/// <summary>
/// Searches with fewer items allowed, down to one in a thousand, and with thousands excluded: at random, and, the worst that can be asked, just the best ones.
/// </summary>
internal sealed class FilterBench(ItemIndex exact, ItemIndex index, float[] queries, ScoredItem[] truth)
{
    private const int Wanted = RetrievalBench.Wanted;
    private const int MostQueries = 100;
    private const int Seed = 5;

    private int Queries => Math.Min(MostQueries, truth.Length / Wanted);

    public IEnumerable<SearchFigure> Run()
    {
        foreach (double share in (double[])[0.5, 0.1, 0.01, 0.001])
        {
            ulong[] allowed = RandomRows((int)(share * exact.Count));
            yield return Figure($"{share:P1} allowed", _ => (allowed, []));
        }

        foreach (int excluded in (int[])[1_000, 10_000])
        {
            ulong[] random = RandomRows(excluded);
            yield return Figure($"{excluded:N0} excluded at random", _ => ([], random));
            yield return Figure($"the best {excluded:N0} excluded", query => ([], BestRows(query, excluded)));
        }
    }

    private SearchFigure Figure(string setting, Func<int, (ulong[] Allowed, ulong[] Excluded)> filterOf)
    {
        var best = new ScoredItem[Wanted];
        var expected = new ScoredItem[Wanted];
        double[] times = new double[Queries];
        int found = 0;
        int wanted = 0;
        for (int query = 0; query < Queries; query++)
        {
            (ulong[] allowed, ulong[] excluded) = filterOf(query);
            int? count = allowed.Length == 0 ? null : allowed.Sum(System.Numerics.BitOperations.PopCount);
            ReadOnlySpan<float> numbers = queries.AsSpan(query * exact.Dimension, exact.Dimension);
            int there = exact.Search(numbers, new RowFilter(allowed, excluded), expected);
            index.Search(numbers, new RowFilter(allowed, excluded, count), best);
            long started = Stopwatch.GetTimestamp();
            int written = index.Search(numbers, new RowFilter(allowed, excluded, count), best);
            times[query] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            found += RetrievalBench.Common(best.AsSpan(0, written), expected.AsSpan(0, there));
            wanted += there;
        }

        Array.Sort(times);
        return new SearchFigure(setting, (double)found / wanted, times[times.Length / 2]);
    }

    private ulong[] RandomRows(int count)
    {
        var random = new Random(Seed);
        ulong[] rows = new ulong[exact.AllowedWords];
        for (int left = Math.Min(count, exact.Count / 2); left > 0;)
        {
            int row = random.Next(exact.Count);
            left -= (rows[row / 64] >> row & 1) == 0 ? 1 : 0;
            rows[row / 64] |= 1UL << row;
        }

        return rows;
    }

    private ulong[] BestRows(int query, int count)
    {
        var best = new ScoredItem[Math.Min(count, exact.Count / 2)];
        int written = exact.Search(queries.AsSpan(query * exact.Dimension, exact.Dimension), [], best);
        ulong[] rows = new ulong[exact.AllowedWords];
        foreach (ScoredItem item in best.AsSpan(0, written))
        {
            rows[item.Item / 64] |= 1UL << item.Item;
        }

        return rows;
    }
}
