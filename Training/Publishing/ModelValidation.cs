using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Publishing;

/// <summary>
/// The figure that the gate compares, measured as the test is, with every user's last item left out: what the test ranks for is never looked at.
/// </summary>
internal static class ModelValidation
{
    // Enough for a standard error below 0.005; more would only take longer.
    private const int MostUsers = 10_000;

    /// <summary>Null where no user's history is long enough.</summary>
    public static ValidationMetrics? Measure(LoadedModel model, Dataset dataset, IProgressReporter progress, CancellationToken cancellationToken)
    {
        Dataset known = WithoutTestItems(dataset);
        HeldOutUsers heldOut = HeldOutUsers.Choose(known, MostUsers);
        if (heldOut.Users.Count == 0)
        {
            return null;
        }

        RankingResult result = new BundleEvaluation(model, known).Run(heldOut, progress, cancellationToken);
        return new ValidationMetrics(
            result.Ndcg, heldOut.Users.Count, known.ItemIds.Count, known.Users.Sum(user => (long)user.Items.Length), ValidationMetrics.LastButOne);
    }

    private static Dataset WithoutTestItems(Dataset dataset) =>
        dataset with { Users = [.. dataset.Users.Select(user => LeaveOneOut.IsHeldOut(user) ? WithoutLast(user) : user)] };

    private static UserSequence WithoutLast(UserSequence user) => user with
    {
        Items = user.Items[..^1],
        Times = user.Times.IsEmpty ? user.Times : user.Times[..^1],
        Types = user.Types.IsEmpty ? user.Types : user.Types[..^1],
    };
}
