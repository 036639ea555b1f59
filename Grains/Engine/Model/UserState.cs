namespace Manidala.Engine.Model;

/// <summary>
/// What a user encoder is told, packed into the session's state: the user's id, written when the state begins, and what the last step said. So a queue, a
/// snapshot or another silo carries it like any state.
/// </summary>
internal static class UserState
{
    public const int MaxIdLength = 128;

    private const int Id = 1;
    private const int Count = Id + MaxIdLength;
    private const int LastRow = Count + 1;
    private const int LastType = LastRow + 1;
    private const int LastGap = LastType + 1;

    /// <summary>The id's length, a UTF-16 unit in each of the next numbers, and four features.</summary>
    public const int Size = LastGap + 1;

    public static void Begin(Span<float> state, string userId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(userId.Length, MaxIdLength, nameof(userId));
        state[0] = userId.Length;
        for (int place = 0; place < userId.Length; place++)
        {
            state[Id + place] = userId[place];
        }
    }

    public static void Append(Span<float> state, in StepInput input)
    {
        // Whole numbers in a float are exact up to 2^24, which nobody's interactions reach; beyond it the count would stand still.
        state[Count]++;
        state[LastRow] = BitConverter.Int32BitsToSingle(input.Row + 1);
        state[LastType] = input.Type;
        state[LastGap] = input.Gap;
    }

    /// <summary>Writes the id and answers its length.</summary>
    public static int ReadId(ReadOnlySpan<float> state, Span<char> id)
    {
        int length = (int)state[0];
        for (int place = 0; place < length; place++)
        {
            id[place] = (char)state[Id + place];
        }

        return length;
    }

    public static int CountOf(ReadOnlySpan<float> state) => (int)state[Count];

    /// <summary>The last step; row -1 before the first.</summary>
    public static StepInput LastOf(ReadOnlySpan<float> state) =>
        new(BitConverter.SingleToInt32Bits(state[LastRow]) - 1, (byte)state[LastType], state[LastGap]);
}
