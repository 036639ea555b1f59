namespace Manidala.Engine.Model;

/// <summary>
/// The newest inputs of a session packed into its state, oldest first and the newest at the end: rows, then types and gaps where the encoder takes them.
/// All zeros is the state of a new user, so a row r is kept as the float with the bits of r + 1: exact for every row, and finite.
/// </summary>
internal sealed class SequenceState(EncoderContract contract)
{
    private readonly int _length = contract.Length!.Value;
    private readonly int _types = contract.InputOf(EncoderRoles.Types) is null ? -1 : contract.Length!.Value;
    private readonly int _gaps = contract.InputOf(EncoderRoles.Gaps) is null
        ? -1
        : contract.Length!.Value * (contract.InputOf(EncoderRoles.Types) is null ? 1 : 2);

    public static int SizeOf(EncoderContract contract) => contract.Length!.Value
        * (1 + (contract.InputOf(EncoderRoles.Types) is null ? 0 : 1) + (contract.InputOf(EncoderRoles.Gaps) is null ? 0 : 1));

    /// <summary>Drops the oldest place and adds the input as the newest.</summary>
    public void Append(Span<float> state, in StepInput input)
    {
        Push(state[.._length], BitConverter.Int32BitsToSingle(input.Row + 1));
        if (_types >= 0)
        {
            Push(state.Slice(_types, _length), input.Type);
        }

        if (_gaps >= 0)
        {
            Push(state.Slice(_gaps, _length), input.Gap);
        }
    }

    /// <summary>How many places are filled; they are the last ones.</summary>
    public int Count(ReadOnlySpan<float> state)
    {
        int empty = 0;
        while (empty < _length && BitConverter.SingleToInt32Bits(state[empty]) == 0)
        {
            empty++;
        }

        return _length - empty;
    }

    /// <summary>The input at a place counted from the oldest end of the window, empty ones included.</summary>
    public StepInput At(ReadOnlySpan<float> state, int place) => new(
        BitConverter.SingleToInt32Bits(state[place]) - 1,
        _types < 0 ? (byte)0 : (byte)state[_types + place],
        _gaps < 0 ? 0 : state[_gaps + place]);

    private static void Push(Span<float> window, float newest)
    {
        window[1..].CopyTo(window);
        window[^1] = newest;
    }
}
