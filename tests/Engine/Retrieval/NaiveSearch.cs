using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

/// <summary>The slow, obvious twin of <see cref="ItemIndex"/>: scores every row with scalars in the documented order of additions, and sorts.</summary>
internal sealed class NaiveSearch(float[] vectors, float[] bias, int dimension)
{
    public ScoredItem[] Search(float[] query, ulong[] allowed, int count) =>
        [
            .. Enumerable.Range(0, vectors.Length / dimension)
                .Where(row => allowed.Length == 0 || (allowed[row / 64] >> (row % 64) & 1) != 0)
                .Select(row => new ScoredItem(row, Score(query, row)))
                .OrderByDescending(item => item.Score)
                .ThenBy(item => item.Item)
                .Take(count),
        ];

    private float Score(float[] query, int row)
    {
        float[] lanes = new float[16];
        for (int i = 0; i < dimension; i++)
        {
            lanes[i % 16] += query[i] * vectors[(row * dimension) + i];
        }

        float[] eight = [.. Enumerable.Range(0, 8).Select(lane => lanes[lane] + lanes[lane + 8])];
        float[] four = [.. Enumerable.Range(0, 4).Select(lane => eight[lane] + eight[lane + 4])];
        return ((four[0] + four[2]) + (four[1] + four[3])) + (bias.Length == 0 ? 0 : bias[row]);
    }
}
