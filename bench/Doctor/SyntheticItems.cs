using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Doctor;

/// <summary>
/// Items in clusters, with biases, and queries near to them: made up, of the shape that a trained model's have, so that the doctor needs no model. Equal seeds
/// give equal numbers.
/// </summary>
internal sealed class SyntheticItems(int count, int dimension, int seed)
{
    private const int ItemsOfCluster = 40;
    private const float ItemSpread = 0.5f;
    private const float QuerySpread = 0.7f;

    // Of the same order as scores of trained models, whose queries are longer than their items.
    private const float QueryLength = 0.5f;

    private readonly float[] _centres = Normal(new Random(seed), Math.Max(1, count / ItemsOfCluster) * dimension);

    public ItemVectors Items()
    {
        var vectors = new float[count * dimension];
        Parallel.For(0, _centres.Length / dimension, cluster =>
        {
            var random = new Random(seed + 1 + cluster);
            for (int item = cluster; item < count; item += _centres.Length / dimension)
            {
                Near(random, cluster, ItemSpread, 1, vectors.AsSpan(item * dimension, dimension));
            }
        });
        return new ItemVectors(vectors, Normal(new Random(seed + 1), count), dimension);
    }

    /// <summary>One behind the other.</summary>
    public float[] Queries(int queries)
    {
        var random = new Random(-seed);
        var made = new float[queries * dimension];
        for (int query = 0; query < queries; query++)
        {
            Near(random, random.Next(_centres.Length / dimension), QuerySpread, QueryLength, made.AsSpan(query * dimension, dimension));
        }

        return made;
    }

    private static float[] Normal(Random random, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = Normal(random);
        }

        return values;
    }

    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());

    private void Near(Random random, int cluster, float spread, float length, Span<float> vector)
    {
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = length * (_centres[(cluster * dimension) + i] + (spread * Normal(random)));
        }
    }
}
