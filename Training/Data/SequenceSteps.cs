using Manidala.Engine.Sessions;

namespace Manidala.Training.Data;

/// <summary>
/// A user's sequence as the live session would hold it: the same interactions give a model the same inputs, whether it is trained, measured or served.
/// </summary>
internal static class SequenceSteps
{
    /// <summary>What an interaction counts as where the source does not say: a view, as importers write it to the journal.</summary>
    public static InteractionType TypeWithoutOne { get; } =
        InteractionTypes.Default.TryGet("view", out InteractionType view) ? view : throw new InvalidOperationException("There is no type 'view'.");

    /// <summary>The step at a place; its item is a row of the data set. Without times every gap is 0.</summary>
    public static SessionStep At(UserSequence user, int place)
    {
        ReadOnlySpan<long> times = user.Times.Span;
        int gap = times.IsEmpty || place == 0 ? 0 : TimeGap.Seconds(times[place - 1], times[place]);
        return new SessionStep(user.Items.Span[place], TypeAt(user, place).Place, gap);
    }

    public static InteractionType TypeAt(UserSequence user, int place) =>
        user.Types.IsEmpty ? TypeWithoutOne : InteractionTypes.Default.InOrder[user.Types.Span[place]];
}
