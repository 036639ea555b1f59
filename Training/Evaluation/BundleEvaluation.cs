using Manidala.Engine.Model;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Measures a bundle with the engine's own encoder and index.</summary>
/// <param name="dataset">In rows of its own.</param>
internal sealed class BundleEvaluation(LoadedModel model, Dataset dataset)
{
    public RankingResult Run(HeldOutUsers heldOut, IProgressReporter progress, CancellationToken cancellationToken)
    {
        TestSet tests = LeaveOneOutTest.Build(new CandidateItems(model).Align(dataset), heldOut);
        return Run(model, tests, new RankingRun(tests, new EvaluationSettings(), new EmbeddingSpace(model), categories: null), newest: null, progress, cancellationToken);
    }

    /// <param name="tests">In the model's rows.</param>
    /// <param name="newest">How many of a history's steps are folded; null for all.</param>
    public static RankingResult Run(
        LoadedModel model, TestSet tests, RankingRun run, int? newest, IProgressReporter progress, CancellationToken cancellationToken)
    {
        using IProgressStep step = progress.Begin("Measuring the model", tests.Cases.Count);
        long done = 0;
        return run.Measure(new ModelRanker(model, newest), cases => step.Report(done += cases), cancellationToken);
    }
}
