using System.Numerics.Tensors;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Rows dealt to lists of near ones by k-means. The lists are found in two levels, cells and lists within a cell's own rows, because rounds over a million rows and
/// thousands of lists take too long; one round over all lists then mends the cells' borders. Equal rows and seeds give equal lists, on any number of cores.
/// </summary>
internal sealed class Partition
{
    private const int Rounds = 8;
    private const int RowsOfList = 64;
    private const int Chunk = 256;

    private readonly ReadOnlyMemory<float> _rows;
    private readonly int _dimension;
    private readonly ParallelOptions _parallel;

    private Partition(ReadOnlyMemory<float> rows, int dimension, ParallelOptions parallel)
    {
        _rows = rows;
        _dimension = dimension;
        _parallel = parallel;
    }

    /// <returns>The list of each row; there may be a few more or fewer lists than wanted.</returns>
    public static int[] Make(ReadOnlyMemory<float> rows, int dimension, int lists, int seed, ParallelOptions parallel)
    {
        var sample = new Partition(Sample(rows, dimension, lists * RowsOfList, seed), dimension, parallel);
        float[] centroids = sample.ClusterInCells(lists, seed);
        int[] nearest = new int[sample.Count];
        sample.AssignNearest(centroids, nearest);
        sample.MoveToMeans(nearest, centroids, seed);
        int[] listOfRow = new int[rows.Length / dimension];
        new Partition(rows, dimension, parallel).AssignNearest(centroids, listOfRow);
        return listOfRow;
    }

    private int Count => _rows.Length / _dimension;

    private float[] Cluster(int wanted, int seed)
    {
        int count = Math.Min(wanted, Count);
        if (count == 0)
        {
            return [];
        }

        float[] centroids = _rows.Span[..(count * _dimension)].ToArray();
        int[] nearest = new int[Count];
        for (int round = 0; round < Rounds; round++)
        {
            AssignNearest(centroids, nearest);
            MoveToMeans(nearest, centroids, seed + round);
        }

        return centroids;
    }

    private float[] ClusterInCells(int lists, int seed)
    {
        float[] cells = Cluster((int)Math.Ceiling(Math.Sqrt(lists)), seed);
        int[] cellOfRow = new int[Count];
        AssignNearest(cells, cellOfRow);
        int[][] rowsOfCell = Group(cellOfRow, cells.Length / _dimension);
        float[][] centroids = new float[rowsOfCell.Length][];
        var alone = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        Parallel.For(0, rowsOfCell.Length, _parallel, cell =>
        {
            int wanted = (int)Math.Round((double)lists * rowsOfCell[cell].Length / Count);
            centroids[cell] = new Partition(Gather(rowsOfCell[cell]), _dimension, alone).Cluster(wanted, seed + cell);
        });
        return [.. centroids.SelectMany(own => own)];
    }

    private ReadOnlySpan<float> Row(int row) => _rows.Span.Slice(row * _dimension, _dimension);

    private void AssignNearest(float[] centroids, int[] nearest)
    {
        ItemIndex index = IndexOf(centroids);
        Parallel.For(0, (Count + Chunk - 1) / Chunk, _parallel, chunk =>
        {
            int first = chunk * Chunk;
            int count = Math.Min(Chunk, Count - first);
            Span<ScoredItem> best = stackalloc ScoredItem[count];
            index.SearchMany(_rows.Span.Slice(first * _dimension, count * _dimension), [], best, stackalloc int[count]);
            for (int row = 0; row < count; row++)
            {
                nearest[first + row] = best[row].Item;
            }
        });
    }

    // The nearest c of x is the one of the largest x.c - |c|^2 / 2, which is what an index finds.
    private ItemIndex IndexOf(float[] centroids)
    {
        float[] minusHalfSquares = new float[centroids.Length / _dimension];
        for (int list = 0; list < minusHalfSquares.Length; list++)
        {
            minusHalfSquares[list] = -TensorPrimitives.SumOfSquares(centroids.AsSpan(list * _dimension, _dimension)) / 2;
        }

        return new ItemIndex(centroids, minusHalfSquares, _dimension);
    }

    // A centroid that has lost all of its rows gets one of them anew.
    private void MoveToMeans(int[] nearest, float[] centroids, int seed)
    {
        int[] counts = new int[centroids.Length / _dimension];
        Array.Clear(centroids);
        for (int row = 0; row < nearest.Length; row++)
        {
            Span<float> centroid = centroids.AsSpan(nearest[row] * _dimension, _dimension);
            TensorPrimitives.Add(centroid, Row(row), centroid);
            counts[nearest[row]]++;
        }

        var random = new Random(seed);
        for (int list = 0; list < counts.Length; list++)
        {
            Span<float> centroid = centroids.AsSpan(list * _dimension, _dimension);
            if (counts[list] == 0)
            {
                Row(random.Next(nearest.Length)).CopyTo(centroid);
            }
            else
            {
                TensorPrimitives.Divide(centroid, counts[list], centroid);
            }
        }
    }

    private static int[][] Group(int[] groupOf, int groups)
    {
        int[] counts = new int[groups];
        foreach (int group in groupOf)
        {
            counts[group]++;
        }

        int[][] members = [.. counts.Select(count => new int[count])];
        Array.Clear(counts);
        for (int place = 0; place < groupOf.Length; place++)
        {
            members[groupOf[place]][counts[groupOf[place]]++] = place;
        }

        return members;
    }

    private float[] Gather(int[] wanted)
    {
        float[] gathered = new float[wanted.Length * _dimension];
        for (int place = 0; place < wanted.Length; place++)
        {
            Row(wanted[place]).CopyTo(gathered.AsSpan(place * _dimension));
        }

        return gathered;
    }

    // The beginning of a shuffle.
    private static ReadOnlyMemory<float> Sample(ReadOnlyMemory<float> rows, int dimension, int wanted, int seed)
    {
        int count = rows.Length / dimension;
        int[] order = [.. Enumerable.Range(0, count)];
        var random = new Random(seed);
        int taken = Math.Min(wanted, count);
        for (int place = 0; place < taken; place++)
        {
            int other = random.Next(place, count);
            (order[place], order[other]) = (order[other], order[place]);
        }

        return new Partition(rows, dimension, new ParallelOptions()).Gather(order[..taken]);
    }
}
