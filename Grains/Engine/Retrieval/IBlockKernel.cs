namespace Manidala.Engine.Retrieval;

/// <summary>One way of scanning a block of rows on one kind of processor; all of them give equal answers.</summary>
internal interface IBlockKernel
{
    /// <summary>Bit r is set where row r of the block might score above the threshold.</summary>
    static abstract uint Above(QuantizedRows rows, int block, in QuantizedQuery query, float threshold);
}
