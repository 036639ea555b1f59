namespace Manidala.Engine.Retrieval;

/// <summary>One way of multiplying a block of rows with queries on one kind of processor; all of them give equal integers.</summary>
internal interface IBlockKernel
{
    /// <summary>Queries that one call multiplies with, so that a row is loaded once for them.</summary>
    const int Together = 4;

    /// <summary>Writes the block's <see cref="QuantizedRows.RowsPerBlock"/> sums of one query.</summary>
    static abstract void Sum(ref sbyte block, ref int quads, int quadCount, ref int sums);

    /// <summary>The same of <see cref="Together"/> queries, whose quads and sums lie one query after the other.</summary>
    static abstract void SumTogether(ref sbyte block, ref int quads, int quadCount, ref int sums);
}
