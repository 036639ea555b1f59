namespace Manidala.Training.Data;

/// <summary>
/// The field's usual split: a user's last item is for the test, the one before for validation, the rest for training.
/// A user with fewer than three items is for training alone.
/// </summary>
internal static class LeaveOneOut
{
    private const int ShortestHeldOut = 3;

    public static bool IsHeldOut(UserSequence user) => user.Items.Length >= ShortestHeldOut;

    public static ReadOnlySpan<int> TrainingItems(UserSequence user) =>
        IsHeldOut(user) ? user.Items.Span[..^2] : user.Items.Span;

    /// <summary>What is known before the validation item.</summary>
    public static ReadOnlySpan<int> ValidationHistory(UserSequence user) => user.Items.Span[..^2];

    public static int ValidationTarget(UserSequence user) => user.Items.Span[^2];

    /// <summary>What is known before the test item: training and validation items.</summary>
    public static ReadOnlySpan<int> TestHistory(UserSequence user) => user.Items.Span[..^1];

    public static int TestTarget(UserSequence user) => user.Items.Span[^1];

    /// <summary>What anyone may know before the test: all but the test item. Published baselines count this.</summary>
    public static ReadOnlySpan<int> KnownBeforeTest(UserSequence user) => IsHeldOut(user) ? TestHistory(user) : user.Items.Span;
}
