using Manidala.Engine.Sessions;
using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>What of a user's history is encoded, oldest first.</summary>
/// <param name="Items">Rows of items; never empty.</param>
internal readonly record struct EncodedHistory(ReadOnlyMemory<int> Items)
{
    /// <summary>Places in the interaction types' list; empty where the data do not say.</summary>
    public ReadOnlyMemory<byte> Types { get; init; }

    /// <summary>Scaled time gaps; empty where the data have no times.</summary>
    public ReadOnlyMemory<float> Gaps { get; init; }

    /// <summary>The newest of a user's first interactions.</summary>
    /// <param name="length">How many interactions are known.</param>
    /// <param name="window">How many of them at most.</param>
    public static EncodedHistory Of(UserSequence user, int length, int window)
    {
        int start = Math.Max(0, length - window);
        return new EncodedHistory(user.Items[start..length])
        {
            Types = user.Types.IsEmpty ? default : user.Types[start..length],
            Gaps = user.Times.IsEmpty ? default : GapsOf(user.Times.Span, start, length),
        };
    }

    /// <summary>The gap before each interaction, in the encoder's scale; 0 for a user's first.</summary>
    public static float[] GapsOf(ReadOnlySpan<long> times, int start, int end)
    {
        var gaps = new float[end - start];
        for (int at = Math.Max(1, start); at < end; at++)
        {
            gaps[at - start] = TimeGap.Scaled(TimeGap.Seconds(times[at - 1], times[at]));
        }

        return gaps;
    }
}
