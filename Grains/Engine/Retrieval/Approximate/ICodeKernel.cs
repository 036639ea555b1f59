namespace Manidala.Engine.Retrieval;

/// <summary>One way of adding up the steps of a block of coded rows on one kind of processor; all of them give equal integers.</summary>
internal interface ICodeKernel
{
    /// <summary>
    /// Writes the block's sums, those of the rows with even places first, and answers which rows have more than <paramref name="floor"/>: bit r for row r.
    /// </summary>
    static abstract uint Above(ref byte block, ref byte steps, int groups, short floor, ref short sums);
}
