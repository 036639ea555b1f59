using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Publishing;

/// <summary>
/// The figure that the gate compares: every user's last item, ranked as the test does, on fewer users. Nothing else will do, as a refitted model has learned from all
/// items before, and an active one from an earlier log has learned from none that came since.
/// </summary>
internal static class ModelValidation
{
    // Enough for a standard error below 0.005; more would only take longer.
    private const int MostUsers = 10_000;

    /// <summary>Null where no user's history is long enough.</summary>
    public static ValidationMetrics? Measure(LoadedModel model, Dataset dataset, IProgressReporter progress, CancellationToken cancellationToken)
    {
        HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, MostUsers);
        if (heldOut.Users.Count == 0)
        {
            return null;
        }

        RankingResult result = new BundleEvaluation(model, dataset).Run(heldOut, progress, cancellationToken);
        return new ValidationMetrics(
            result.Ndcg, heldOut.Users.Count, dataset.ItemIds.Count, dataset.Users.Sum(user => (long)user.Items.Length), ValidationMetrics.LastItem);
    }
}
