using System.Runtime.InteropServices;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// What each code of each piece adds to a row's score for one query, in steps of 5 bits: eight of them add up within a byte. Rounding to steps costs less than
/// the codes themselves do.
/// </summary>
internal readonly ref struct CodeTable
{
    /// <summary>Bytes of a piece's table: its codes twice, for the two halves of a register.</summary>
    public const int PieceBytes = 2 * Subspaces.Codes;

    /// <summary>Pieces whose steps add up within a byte.</summary>
    public const int PiecesOfByte = 8;

    private const int MostStepsOfByte = byte.MaxValue / PiecesOfByte;

    /// <param name="steps">Memory for <see cref="PieceBytes"/> a piece.</param>
    public CodeTable(ReadOnlySpan<float> query, ResidualCodebook book, Span<byte> steps)
    {
        Subspaces subspaces = book.Subspaces;
        Span<float> values = stackalloc float[subspaces.Count * Subspaces.Codes];
        Span<float> lows = stackalloc float[subspaces.Count];
        float widest = 0;
        for (int piece = 0; piece < subspaces.Count; piece++)
        {
            (int first, int count) = subspaces.SpanOf(piece);
            float x = first < query.Length ? query[first] : 1;
            float y = count == Subspaces.Width ? query[first + 1] : 0;
            ReadOnlySpan<float> pointsX = book.Points(piece, 0);
            ReadOnlySpan<float> pointsY = book.Points(piece, 1);
            float low = float.PositiveInfinity;
            float high = float.NegativeInfinity;
            for (int code = 0; code < Subspaces.Codes; code++)
            {
                float value = (x * pointsX[code]) + (y * pointsY[code]);
                values[(piece * Subspaces.Codes) + code] = value;
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }

            lows[piece] = low;
            widest = Math.Max(widest, high - low);
        }

        // All of them together stay within the scores that a search tells apart.
        int mostSteps = Math.Clamp((SearchScratch.Scores - 1) / subspaces.Count, 1, MostStepsOfByte);
        Step = widest > 0 ? widest / mostSteps : 1;
        float perStep = 1 / Step;
        steps.Clear();
        for (int piece = 0; piece < subspaces.Count; piece++)
        {
            // A group's pieces 0 and 2 stand before 1 and 3: a wide register loads what belongs to the same bits.
            int place = (piece & ~3) | ((piece & 1) << 1) | ((piece >> 1) & 1);
            Span<byte> table = steps.Slice(place * PieceBytes, PieceBytes);
            int most = 0;
            for (int code = 0; code < Subspaces.Codes; code++)
            {
                int step = (int)(((values[(piece * Subspaces.Codes) + code] - lows[piece]) * perStep) + 0.5f);
                table[code] = table[code + Subspaces.Codes] = (byte)Math.Min(step, mostSteps);
                most = Math.Max(most, table[code]);
            }

            Most += most;
        }

        Steps = ref MemoryMarshal.GetReference(steps);
    }

    public readonly ref byte Steps;

    /// <summary>What one step is worth.</summary>
    public float Step { get; }

    /// <summary>No row has more steps.</summary>
    public int Most { get; }
}
