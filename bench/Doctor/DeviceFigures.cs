using System.Diagnostics;
using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Doctor;

/// <summary>Compares a device's answers with an exact search's, and takes the time of its batches.</summary>
internal sealed class DeviceFigures(DeviceSearch search, float[] queries, int wanted)
{
    private const int WarmUps = 3;
    private const int BatchesTogether = 10;

    private readonly DeviceBatch[] _found = [search.NewBatch(DeviceSearch.MaxQueries), search.NewBatch(DeviceSearch.MaxQueries)];
    private readonly ScoredItem[] _best = new ScoredItem[DeviceSearch.MaxQueries * wanted];

    private int Dimension => search.Items.Dimension;

    /// <param name="count">Queries to compare, at most those of one batch.</param>
    public Agreement Compare(int count)
    {
        var expected = new ScoredItem[count * wanted];
        var expectedCounts = new int[count];
        new ItemIndex(search.Items).SearchMany(queries.AsSpan(0, count * Dimension), [], expected, expectedCounts);
        search.Run(queries.AsSpan(0, count * Dimension), _found[0]);
        int certain = 0, wrong = 0;
        for (int query = 0; query < count; query++)
        {
            if (Answer(_found[0], query, 0, out int found))
            {
                certain++;
                bool isEqual = expected.AsSpan(query * wanted, expectedCounts[query]).SequenceEqual(_best.AsSpan(query * wanted, found));
                wrong += isEqual ? 0 : 1;
            }
        }

        return new Agreement(count, certain, wrong);
    }

    /// <summary>
    /// Batches one after the other, each made answers of while the next one runs, as it is between a model's thread and its users' grains; and, in turn with
    /// them, the graph alone, so that what disturbs the machine disturbs both.
    /// </summary>
    public BatchFigure Measure(int batch, int runs)
    {
        RunBlock(batch, WarmUps, []);
        var batches = new List<double>();
        double whole = 0, alone = 0;
        for (int left = runs; left > 0; left -= BatchesTogether)
        {
            int count = Math.Min(left, BatchesTogether);
            long started = Stopwatch.GetTimestamp();
            RunBlock(batch, count, batches);
            whole += Stopwatch.GetElapsedTime(started).TotalSeconds;
            started = Stopwatch.GetTimestamp();
            for (int run = 0; run < count; run++)
            {
                search.RunGraphAlone(batch);
            }

            alone += Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Percentiles percentiles = Percentiles.Of(batches);
        double users = (double)batch * runs;
        return new BatchFigure(batch, runs, users / whole, percentiles.P50, percentiles.P99, users / alone, alone / whole);
    }

    /// <param name="took">Gets the milliseconds from each batch's beginning to its last answer.</param>
    private void RunBlock(int batch, int count, List<double> took)
    {
        var answers = new Task<double>?[_found.Length];
        for (int run = 0; run < count; run++)
        {
            DeviceBatch found = _found[run % _found.Length];
            if (answers[run % _found.Length] is { } earlier)
            {
                took.Add(earlier.GetAwaiter().GetResult());
            }

            int first = run * batch % ((queries.Length / Dimension) - batch + 1);
            long started = Stopwatch.GetTimestamp();
            search.Run(queries.AsSpan(first * Dimension, batch * Dimension), found);
            answers[run % _found.Length] = Task.Run(() =>
            {
                Parallel.For(0, batch, query => Answer(found, query, first, out _));
                return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            });
        }

        took.AddRange(answers.OfType<Task<double>>().Select(last => last.GetAwaiter().GetResult()));
    }

    private bool Answer(DeviceBatch batch, int query, int first, out int found) => batch.Of(query).TrySearch(
        search.Items, queries.AsSpan((first + query) * Dimension, Dimension), default, _best.AsSpan(query * wanted, wanted), out found);
}
