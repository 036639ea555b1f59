namespace Manidala.Training.Kernels;

/// <summary>A part of a batch that one thread computes: some of its sequences, in chunks.</summary>
internal static class BatchShard
{
    /// <summary>Enough rows to keep the products busy, few enough that what lies between them stays in a core's own cache.</summary>
    private const int RowsInChunk = 192;

    /// <summary>Splits the batch evenly by sequences. The split depends on the batch alone, so sums come out the same on any number of threads.</summary>
    public static Chunk[][] Split(RaggedBatch batch, int shards)
    {
        var result = new Chunk[shards][];
        int row = 0;
        for (int shard = 0; shard < shards; shard++)
        {
            int first = (int)((long)batch.Lengths.Length * shard / shards);
            int end = (int)((long)batch.Lengths.Length * (shard + 1) / shards);
            var chunks = new List<Chunk>();
            while (first < end)
            {
                int rows = batch.Lengths[first];
                int count = 1;
                while (first + count < end && rows + batch.Lengths[first + count] <= RowsInChunk)
                {
                    rows += batch.Lengths[first + count++];
                }

                chunks.Add(new Chunk(row, rows, batch.Lengths.AsMemory(first, count)));
                row += rows;
                first += count;
            }

            result[shard] = [.. chunks];
        }

        return result;
    }
}
