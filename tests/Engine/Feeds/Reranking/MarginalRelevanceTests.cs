using System.Numerics.Tensors;
using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class MarginalRelevanceTests
{
    [Fact]
    public void Order_TwinOfTheBest_ComesBehindAnItemUnlikeIt()
    {
        (int[] order, float[] similarity) = Order([1, 0.9f, 0.6f], [1, 0, 1, 0, 0, 1], lambda: 0.5f, places: 3);

        // .5 * .9 - .5 * 1 is below .5 * .6 - .5 * 0.
        Assert.Equal([0, 2, 1], order);
        Assert.Equal([0, 1, 0], similarity);
    }

    [Fact]
    public void Order_LambdaOfOne_ChangesNothing()
    {
        (int[] order, _) = Order([3, 2, 1], [1, 0, 1, 0, 1, 0], lambda: 1, places: 3);

        Assert.Equal([0, 1, 2], order);
    }

    [Fact]
    public void Order_BeyondThePlaces_FollowsAsItWas()
    {
        (int[] order, _) = Order([1, 0.9f, 0.8f, 0.7f], [1, 0, 1, 0, 1, 0, 0, 1], lambda: 0.2f, places: 2);

        Assert.Equal([0, 3, 1, 2], order);
    }

    [Fact]
    public void Order_RelevanceOfNothing_StaysBehindHoweverUnlike()
    {
        (int[] order, _) = Order([1, 0.1f, 0], [1, 0, 1, 0, -1, 0], lambda: 0.1f, places: 3);

        Assert.Equal([0, 1, 2], order);
    }

    [Fact]
    public void Order_ItemWithoutAVector_IsLikeNoOther()
    {
        (int[] order, _) = Order([1, 0.9f, 0.8f], [1, 0, 1, 0, 0, 0], lambda: 0.5f, places: 3);

        Assert.Equal([0, 2, 1], order);
    }

    [Fact]
    public void Order_DrawnItems_EqualsTheNaiveOneInWhateverOrderTheyCome()
    {
        var random = new Random(11);
        for (int run = 0; run < 20; run++)
        {
            const int Items = 30;
            const int Dimension = 5;
            float[] relevance = [.. Enumerable.Range(0, Items).Select(_ => random.NextSingle())];
            float[] vectors = [.. Enumerable.Range(0, Items).SelectMany(_ => Unit(random, Dimension))];
            int[] shuffle = [.. Enumerable.Range(0, Items)];
            random.Shuffle(shuffle);

            (int[] order, _) = Order(relevance, vectors, lambda: 0.6f, places: 12);
            (int[] shuffled, _) = Order(
                [.. shuffle.Select(item => relevance[item])], [.. shuffle.SelectMany(item => vectors[(item * Dimension)..((item + 1) * Dimension)])], lambda: 0.6f, places: 12);

            Assert.Equal(Naive(relevance, vectors, Dimension, 0.6f, 12), order[..12]);
            Assert.Equal(order[..12], shuffled[..12].Select(item => shuffle[item]));
            Assert.Equal(Enumerable.Range(0, Items), order.Order());
        }
    }

    private static List<int> Naive(float[] relevance, float[] vectors, int dimension, float lambda, int places)
    {
        var chosen = new List<int>();
        while (chosen.Count < places)
        {
            chosen.Add(Enumerable.Range(0, relevance.Length).Except(chosen).MaxBy(item =>
            {
                float nearest = chosen.Count == 0 ? 0 : chosen.Max(above => TensorPrimitives.Dot<float>(
                    vectors.AsSpan(above * dimension, dimension), vectors.AsSpan(item * dimension, dimension)));
                return (lambda * relevance[item]) - ((1 - lambda) * nearest);
            }));
        }

        return chosen;
    }

    private static float[] Unit(Random random, int dimension)
    {
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => random.NextSingle() - 0.5f)];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static (int[] Order, float[] Similarity) Order(float[] relevance, float[] vectors, float lambda, int places)
    {
        int[] order = new int[relevance.Length];
        float[] similarity = new float[relevance.Length];
        MarginalRelevance.Order(relevance, vectors, lambda, places, order, similarity);
        return (order, similarity);
    }
}
