namespace Manidala.Engine.Retrieval;

/// <summary>
/// How a residual (what is left of a row's vector and bias without its list's mean) is cut into pieces that are coded alone: two numbers a piece, and the bias
/// in those that are left until pieces make whole groups. Biases lie wide apart beside what two numbers of a vector add to a score: shared out among a few
/// pieces they do not make the steps too coarse for the others.
/// </summary>
internal readonly struct Subspaces(int dimension)
{
    /// <summary>Codes of a piece: what the processor can look up in a register.</summary>
    public const int Codes = 16;

    // Pieces come in groups, so that a wider register takes them two by two.
    public const int Group = 4;

    public const int Width = 2;

    /// <summary>Numbers of a residual: the vector's, and its bias.</summary>
    public int Numbers => dimension + 1;

    /// <summary>Pieces of the vector; those of the bias follow.</summary>
    public int OfVector => (dimension + 1) / Width;

    public int Count => (OfVector / Group * Group) + Group;

    /// <summary>Where a piece's numbers begin in a residual, and how many they are.</summary>
    public (int First, int Count) SpanOf(int piece) =>
        piece < OfVector ? (piece * Width, Math.Min(Width, dimension - (piece * Width))) : (dimension, 1);
}
