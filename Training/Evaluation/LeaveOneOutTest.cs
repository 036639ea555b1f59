using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Asks for each held-out user's last item.</summary>
internal static class LeaveOneOutTest
{
    public static TestSet Build(Dataset dataset, HeldOutUsers heldOut) => new(
        Protocol.LeaveOneOut,
        KnownBefore(dataset),
        [.. heldOut.Users.Select(number => CaseOf(number, dataset.Users[number]))],
        HidesHistory: true,
        DatasetCounts.Of(dataset, heldOut));

    /// <summary>All but the test items, as published baselines count; the model learned from one item a user less.</summary>
    public static Dataset KnownBefore(Dataset dataset) =>
        dataset with { Users = [.. dataset.Users.Select(user => user.First(LeaveOneOut.KnownBeforeTest(user).Length))] };

    private static TestCase CaseOf(int number, UserSequence user) => new(number, user.First(user.Items.Length - 1), user.Items[^1..]);
}
