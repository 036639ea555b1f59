using Manidala.Training.Kernels;
using Manidala.Training.Learning;

namespace Manidala.Training.Evaluation;

/// <summary>Asks a model, or chance, about items that training never saw.</summary>
internal sealed class ColdItemsTest
{
    private const int CasesInBatch = 64;
    private readonly ColdItemsSplit _split;
    private readonly int[] _warm;

    public ColdItemsTest(ColdItemsSplit split)
    {
        _split = split;
        _warm = [.. Enumerable.Range(0, split.IsHeldOut.Length).Where(item => !split.IsHeldOut[item])];
    }

    /// <summary>What an even order of the items finds on average, exactly.</summary>
    public ColdItemsResult Random()
    {
        double[] gains = [.. Enumerable.Range(1, RankingMetrics.Depth).Select(rank => 1 / Math.Log2(rank + 1))];
        ColdItemsFigures Expect(Func<ColdItemCase, int> candidatesOf)
        {
            int[] candidates = [.. _split.Cases.Select(candidatesOf)];
            return new ColdItemsFigures(
                candidates.Average(count => Math.Min(1, RankingMetrics.Depth / (double)count)),
                candidates.Average(count => gains.Take(count).Sum() / count));
        }

        return new ColdItemsResult(
            "random",
            Expect(test => _split.IsHeldOut.Length - HiddenAmongAll(test).Distinct().Count(item => item != test.Target)),
            Expect(test => _split.HeldOut - test.Seen.Distinct().Count(item => item != test.Target)));
    }

    public ColdItemsResult Measure(string name, TrainedModel trained)
    {
        trained.Model.eval();
        ILastQueries queries = Learners.CreateQueries(trained.Model, trained.Options);
        RankingKernel ranking = queries.Refresh();
        ColdItemCase[][] batches = [.. _split.Cases.OrderBy(test => test.Length).Chunk(CasesInBatch)];
        var all = new int[batches.Length][];
        var heldOut = new int[batches.Length][];
        Parallel.For(0, batches.Length, batch =>
        {
            ColdItemCase[] cases = batches[batch];
            var encoded = new PinnedFloats();
            queries.Encode([.. cases.Select(test => EncodedHistory.Of(test.User, test.Length, trained.Options.Window))], encoded);
            int[] targets = [.. cases.Select(test => test.Target)];
            ranking.Rank(encoded, targets, place => HiddenAmongAll(cases[place]), all[batch] = new int[cases.Length]);
            ranking.Rank(encoded, targets, place => (int[])[.. _warm, .. cases[place].Seen], heldOut[batch] = new int[cases.Length]);
        });
        return new ColdItemsResult(name, FiguresOf(all), FiguresOf(heldOut)) { Epoch = trained.Epoch };
    }

    // What the user took up later is no wrong answer either, and training on it taught that it follows this very history.
    private static int[] HiddenAmongAll(ColdItemCase test) => [.. test.User.Items.Span, .. test.Seen];

    private static ColdItemsFigures FiguresOf(int[][] ranks)
    {
        var metrics = new RankingMetrics();
        foreach (int rank in ranks.SelectMany(batch => batch))
        {
            metrics.Add(rank);
        }

        return new ColdItemsFigures(metrics.HitRate, metrics.Ndcg);
    }
}
