namespace Manidala.Training.Data;

/// <summary>What of a data set is trained on and what is held back: each user's last items, or whole sessions at the end.</summary>
/// <param name="HeldBackFrom">The first session that is held back whole; null where each user's last items are.</param>
/// <param name="LearnsValidation">Whether what validates is learned from, too; a user's last item, which the test ranks for, never is.</param>
internal sealed record TrainingSplit(int? HeldBackFrom, bool LearnsValidation = false)
{
    /// <summary>The field's usual split, <see cref="Data.LeaveOneOut"/>.</summary>
    public static TrainingSplit LastItems { get; } = new(HeldBackFrom: null);

    /// <summary>The last sessions, at least one and never all, are for validation.</summary>
    /// <param name="share">Above 0 and below 1.</param>
    public static TrainingSplit LastSessions(Dataset dataset, double share)
    {
        int heldBack = Math.Max(1, (int)(dataset.Users.Count * share));
        return new TrainingSplit(Math.Max(1, dataset.Users.Count - heldBack));
    }

    /// <summary>How many of a user's first items are trained on.</summary>
    public int TrainingLength(int user, UserSequence sequence) => HeldBackFrom is { } first
        ? (LearnsValidation || user < first ? sequence.Items.Length : 0)
        : (LearnsValidation ? LeaveOneOut.KnownBeforeTest(sequence) : LeaveOneOut.TrainingItems(sequence)).Length;
}
