using Manidala.Bench.World;

namespace Manidala.Bench.Tests.World;

public sealed class ScaledItemsTests
{
    private const int Dimension = 4;
    private const int Real = 60;

    private static readonly float[] Vectors = [.. Enumerable.Range(0, Real * Dimension).Select(place => (place / Dimension < Real / 2 ? 10 : -10) + MathF.Sin(place))];
    private static readonly float[] Biases = [.. Enumerable.Range(0, Real).Select(item => item < Real / 2 ? 1f : 5f)];

    [Fact]
    public void Make_MoreThanThereAre_BeginsWithTheRealOnes()
    {
        (float[] vectors, float[] biases) = ScaledItems.Make(Vectors, Biases, Dimension, 500, seed: 1);

        Assert.Equal(500 * Dimension, vectors.Length);
        Assert.Equal(Vectors, vectors[..Vectors.Length]);
        Assert.Equal(Biases, biases[..Real]);
    }

    [Fact]
    public void Make_MoreThanThereAre_StaysWithinTheClusters()
    {
        (float[] vectors, float[] biases) = ScaledItems.Make(Vectors, Biases, Dimension, 500, seed: 2);

        Assert.All(Enumerable.Range(Real, 500 - Real), item =>
        {
            bool isFirst = vectors[item * Dimension] > 0;
            Assert.All(vectors[(item * Dimension)..((item + 1) * Dimension)], number => Assert.InRange(number, isFirst ? 4 : -16, isFirst ? 16 : -4));
            Assert.Equal(isFirst ? 1 : 5, biases[item], 0.001);
        });
        Assert.Equal(500, Enumerable.Range(0, 500).DistinctBy(item => vectors[item * Dimension]).Count());
    }

    [Fact]
    public void Make_EqualSeeds_GiveEqualItems()
    {
        Assert.Equal(
            ScaledItems.Make(Vectors, Biases, Dimension, 100, seed: 3).Vectors, ScaledItems.Make(Vectors, Biases, Dimension, 100, seed: 3).Vectors);
    }

    [Fact]
    public void Make_FewerThanThereAre_TakesTheFirst() =>
        Assert.Equal(Vectors[..(10 * Dimension)], ScaledItems.Make(Vectors, [], Dimension, 10, seed: 4).Vectors);
}
