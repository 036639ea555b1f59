using System.Numerics.Tensors;

namespace Manidala.Engine.Retrieval;

/// <summary>Builds what an approximate search reads; equal rows give equal bytes.</summary>
internal sealed class ApproximateBuilder(ItemVectors vectors, float queryLength, ParallelOptions parallel)
{
    private const int Seed = 1;
    private const int ResidualsOfSample = 32_768;
    private const double ListsOfRoot = 4;

    private int Numbers => vectors.Dimension + 1;

    public ApproximateSearch Build()
    {
        int wanted = Math.Max(1, (int)(ListsOfRoot * Math.Sqrt(vectors.Count)));
        int[] listOfRow = Partition.Make(Rows(), Numbers, wanted, Seed, parallel);
        float[] means = MeansOf(listOfRow);
        ResidualCodebook book = ResidualCodebook.Train(SampleResiduals(listOfRow, means), new Subspaces(vectors.Dimension), parallel);
        var codes = new CodedLists(listOfRow, means, vectors, book, parallel);
        return new ApproximateSearch(vectors, ListsOf(listOfRow, means, codes), codes, book, new CompactRows(vectors, parallel));
    }

    // Rows whose scores are near for most queries shall lie near: a bias counts as much as the product's part in a direction does.
    private float[] Rows()
    {
        float perBias = queryLength > 0 ? MathF.Sqrt(vectors.Dimension) / queryLength : 1;
        float[] rows = new float[checked(vectors.Count * Numbers)];
        for (int row = 0; row < vectors.Count; row++)
        {
            vectors.Vector(row).CopyTo(rows.AsSpan(row * Numbers));
            rows[(row * Numbers) + vectors.Dimension] = vectors.Biases[row] * perBias;
        }

        return rows;
    }

    private float[] MeansOf(int[] listOfRow)
    {
        int[] counts = new int[listOfRow.Max() + 1];
        float[] means = new float[counts.Length * Numbers];
        for (int row = 0; row < listOfRow.Length; row++)
        {
            Span<float> sum = means.AsSpan(listOfRow[row] * Numbers, Numbers);
            TensorPrimitives.Add(sum[..^1], vectors.Vector(row), sum);
            sum[^1] += vectors.Biases[row];
            counts[listOfRow[row]]++;
        }

        for (int list = 0; list < counts.Length; list++)
        {
            Span<float> sum = means.AsSpan(list * Numbers, Numbers);
            TensorPrimitives.Divide(sum, Math.Max(1, counts[list]), sum);
        }

        return means;
    }

    private ListIndex ListsOf(int[] listOfRow, float[] means, CodedLists codes)
    {
        int lists = means.Length / Numbers;
        double[] squares = new double[lists];
        double[] biasSquares = new double[lists];
        int[] counts = new int[lists];
        float[] residual = new float[Numbers];
        for (int row = 0; row < listOfRow.Length; row++)
        {
            CodedLists.Residual(row, means.AsSpan(listOfRow[row] * Numbers, Numbers), vectors, residual);
            squares[listOfRow[row]] += TensorPrimitives.SumOfSquares(residual.AsSpan(0, vectors.Dimension));
            biasSquares[listOfRow[row]] += residual[^1] * residual[^1];
            counts[listOfRow[row]]++;
        }

        float[] variances = [.. squares.Select((square, list) => (float)(square / Math.Max(1, counts[list]) / vectors.Dimension))];
        float[] biasVariances = [.. biasSquares.Select((square, list) => (float)(square / Math.Max(1, counts[list])))];
        float[] points = [.. Enumerable.Range(0, lists).SelectMany(list => means.AsSpan(list * Numbers, vectors.Dimension).ToArray())];
        float[] biases = [.. Enumerable.Range(0, lists).Select(list => means[(list * Numbers) + vectors.Dimension])];
        return new ListIndex(new ItemVectors(points, biases, vectors.Dimension), variances, biasVariances, codes);
    }

    private float[] SampleResiduals(int[] listOfRow, float[] means)
    {
        int count = Math.Min(ResidualsOfSample, vectors.Count);
        float[] residuals = new float[count * Numbers];
        for (int place = 0; place < count; place++)
        {
            int row = (int)((long)place * vectors.Count / count);
            CodedLists.Residual(row, means.AsSpan(listOfRow[row] * Numbers, Numbers), vectors, residuals.AsSpan(place * Numbers, Numbers));
        }

        return residuals;
    }
}
