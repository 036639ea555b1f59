using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Measures what stands beside the model: popularity, item-kNN, session-kNN and chance.</summary>
internal static class BaselineEvaluation
{
    private const ulong RandomSeed = 1;

    public static IReadOnlyList<RankingResult> Run(
        Dataset dataset, HeldOutUsers heldOut, IProgressReporter progress, CancellationToken cancellationToken)
    {
        TestSet tests = LeaveOneOutTest.Build(dataset, heldOut);
        var settings = new EvaluationSettings();
        return Run(tests, settings, new RankingRun(tests, settings, embeddings: null, categories: null), progress, cancellationToken);
    }

    /// <summary>Without anything known before the test, chance alone is left.</summary>
    public static IReadOnlyList<RankingResult> Run(
        TestSet tests, EvaluationSettings settings, RankingRun run, IProgressReporter progress, CancellationToken cancellationToken)
    {
        using VmisKnnScorer? vmis = tests.HasKnown ? new VmisKnnScorer(tests.Known, settings.VmisSessions, settings.VmisNeighbours) : null;
        IScorer[] scorers = vmis is null
            ? [new RandomScorer(RandomSeed)]
            : [new PopularityScorer(tests.Known), new ItemKnnScorer(tests.Known), vmis, new RandomScorer(RandomSeed)];
        using IProgressStep step = progress.Begin("Measuring the baselines", (long)scorers.Length * tests.Cases.Count);
        long done = 0;
        return
        [
            .. scorers.Select(scorer => run.Measure(
                new BaselineRanker(scorer, tests.Known.ItemIds.Count), cases => step.Report(done += cases), cancellationToken)),
        ];
    }
}
