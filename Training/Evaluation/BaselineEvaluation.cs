using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Measures what stands beside the model: popularity, item-kNN and chance. They know all but the test items, as in published figures; the model learned
/// from one item a user less.</summary>
internal static class BaselineEvaluation
{
    private const ulong RandomSeed = 1;
    private const int UsersBetweenReports = 64;

    public static IReadOnlyList<RankingResult> Run(
        Dataset dataset, HeldOutUsers heldOut, IProgressReporter progress, CancellationToken cancellationToken)
    {
        IScorer[] scorers = [new PopularityScorer(dataset), new ItemKnnScorer(dataset), new RandomScorer(RandomSeed)];
        using IProgressStep step = progress.Begin("Measuring the baselines", (long)scorers.Length * heldOut.Users.Count);
        var results = new List<RankingResult>();
        long done = 0;
        foreach (IScorer scorer in scorers)
        {
            RankingMetrics metrics = Measure(dataset, heldOut, scorer, () =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++done % UsersBetweenReports == 0)
                {
                    step.Report(done);
                }
            });
            results.Add(RankingResult.Of(scorer.Name, metrics));
        }

        step.Report(done);
        return results;
    }

    public static RankingMetrics Measure(Dataset dataset, HeldOutUsers heldOut, IScorer scorer, Action? userDone = null)
    {
        var metrics = new RankingMetrics();
        float[] scores = new float[dataset.ItemIds.Count];
        foreach (int number in heldOut.Users)
        {
            UserSequence user = dataset.Users[number];
            ReadOnlySpan<int> history = LeaveOneOut.TestHistory(user);
            scorer.Score(number, history, scores);
            metrics.Add(FullRanking.RankOf(scores, history, LeaveOneOut.TestTarget(user)));
            userDone?.Invoke();
        }

        return metrics;
    }
}
