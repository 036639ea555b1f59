using System.Diagnostics;
using System.Globalization;
using Manidala.Bench.World;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Measurement;

/// <summary>Measures searches over a model's items, scaled up, with the queries that its encoder gives after real histories.</summary>
internal sealed class RetrievalBench(LoadedModel model, float[] queries, IReadOnlyList<PeerProgram> peers, TextWriter log)
{
    public const int Wanted = 100;

    private const int Rounds = 3;
    private const int Together = 8;
    private const int Seed = 1;

    private static readonly SearchEffort[] Efforts =
        [new(0.005f, 4), new(0.01f, 4), new(0.02f, 4), new(0.03f, 6), new(0.05f, 9), new(0.08f, 14), new(0.12f, 20), new(0.24f, 20), new(0.5f, 40)];

    private readonly int _dimension = model.Dimension;

    private int Queries => queries.Length / _dimension;

    public async Task<RetrievalAtSize> RunAsync(int items, CancellationToken cancellationToken)
    {
        await SayAsync($"{items:N0} items").ConfigureAwait(false);
        (float[] vectors, float[] biases) = Scale(items);
        var scaled = new ItemVectors(vectors, biases, _dimension);
        var exact = new ItemIndex(scaled);
        var truth = new ScoredItem[Queries * Wanted];
        exact.SearchMany(queries, [], truth, new int[Queries]);
        var options = new RetrievalOptions { Index = RetrievalOptions.Approximate };
        (ItemIndex index, IndexReport report) = IndexBuilder.Build(scaled, options, Environment.ProcessorCount, _ => SampleQueries.Make(model.Encoder, model.Manifest.Encoder, model.Index));
        await SayAsync($"  built in {report.BuildTime.TotalSeconds:F1} s").ConfigureAwait(false);
        SearchFigure[] alone = [Figure(exact, truth, "alone"), new SearchFigure($"{Together} queries a pass", 1, MeasureTogether(exact))];
        SearchFigure chosen = Figure(index, truth, Name(index.Effort));
        SearchFigure[] efforts = [.. Efforts.Select(effort => Figure(index.With(effort), truth, Name(effort)))];
        SearchFigure[] filters = [.. new FilterBench(exact, index, queries, truth).Run()];
        var found = new List<PeerFigure>();
        foreach (PeerProgram peer in peers)
        {
            await SayAsync($"  {peer.Name}").ConfigureAwait(false);
            found.AddRange(await peer.RunAsync(vectors, biases, queries, truth, _dimension, Wanted, cancellationToken).ConfigureAwait(false));
        }

        return new RetrievalAtSize(items, alone, report.BuildTime.TotalSeconds, report.Bytes, (long)items * _dimension, chosen, efforts, filters, found);
    }

    /// <summary>The share of the true best that was found.</summary>
    public static int Common(ReadOnlySpan<ScoredItem> found, ReadOnlySpan<ScoredItem> truth)
    {
        var best = new HashSet<int>();
        foreach (ScoredItem item in truth)
        {
            best.Add(item.Item);
        }

        int common = 0;
        foreach (ScoredItem item in found)
        {
            common += best.Contains(item.Item) ? 1 : 0;
        }

        return common;
    }

    private (float[] Vectors, float[] Biases) Scale(int items)
    {
        float[] vectors = new float[model.ItemCount * _dimension];
        float[] biases = new float[model.ItemCount];
        for (int row = 0; row < model.ItemCount; row++)
        {
            model.Embedding(row).CopyTo(vectors.AsSpan(row * _dimension));
            biases[row] = model.Items.Bias(row);
        }

        return ScaledItems.Make(vectors, biases, _dimension, items, Seed);
    }

    private SearchFigure Figure(ItemIndex index, ScoredItem[] truth, string setting)
    {
        var best = new ScoredItem[Wanted];
        double[] fastest = new double[Queries];
        Array.Fill(fastest, double.MaxValue);
        int found = 0;
        for (int round = 0; round < Rounds; round++)
        {
            found = 0;
            for (int query = 0; query < Queries; query++)
            {
                long started = Stopwatch.GetTimestamp();
                int written = index.Search(queries.AsSpan(query * _dimension, _dimension), [], best);
                fastest[query] = Math.Min(fastest[query], Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                found += Common(best.AsSpan(0, written), truth.AsSpan(query * Wanted, Wanted));
            }
        }

        Array.Sort(fastest);
        return new SearchFigure(setting, (double)found / (Queries * Wanted), fastest[Queries / 2]);
    }

    private double MeasureTogether(ItemIndex index)
    {
        var best = new ScoredItem[Together * Wanted];
        int[] found = new int[Together];
        double[] fastest = new double[Queries / Together];
        Array.Fill(fastest, double.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            for (int pass = 0; pass < fastest.Length; pass++)
            {
                long started = Stopwatch.GetTimestamp();
                index.SearchMany(queries.AsSpan(pass * Together * _dimension, Together * _dimension), [], best, found);
                fastest[pass] = Math.Min(fastest[pass], Stopwatch.GetElapsedTime(started).TotalMicroseconds / Together);
            }
        }

        Array.Sort(fastest);
        return fastest[fastest.Length / 2];
    }

    private static string Name(SearchEffort effort) =>
        string.Create(CultureInfo.InvariantCulture, $"{effort.Share:P1} of the items, {effort.Candidates} candidates for each wanted");

    private Task SayAsync(FormattableString what) => log.WriteLineAsync(FormattableString.Invariant(what));
}
