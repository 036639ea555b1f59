using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

/// <summary>Items in clusters with biases of their own, and queries near to them, as a trained model gives.</summary>
internal sealed class ClusteredItems(int count, int dimension, int seed)
{
    private const int ItemsOfCluster = 40;

    private readonly Random _random = new(seed);
    private float[]? _centres;

    public ItemVectors Vectors()
    {
        float[] centres = Centres();
        float[] vectors = [.. Enumerable.Range(0, count).SelectMany(item => Near(centres, item % (centres.Length / dimension), 0.5f))];
        return new ItemVectors(vectors, [.. Enumerable.Range(0, count).Select(_ => Normal())], dimension);
    }

    public float[] Queries(int queries)
    {
        float[] centres = Centres();
        return [.. Enumerable.Range(0, queries).SelectMany(_ => Near(centres, _random.Next(centres.Length / dimension), 0.7f).Select(value => 3 * value))];
    }

    private float[] Centres() => _centres ??= [.. Enumerable.Range(0, Math.Max(1, count / ItemsOfCluster) * dimension).Select(_ => Normal())];

    private float[] Near(float[] centres, int cluster, float spread) =>
        [.. Enumerable.Range(0, dimension).Select(i => centres[(cluster * dimension) + i] + (spread * Normal()))];

    private float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
