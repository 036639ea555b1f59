using Manidala.Engine.Catalog;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class LayeredIndexTests
{
    private const int Dimension = 20;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 5)]
    [InlineData(65, 200)]
    [InlineData(700, 64)]
    [InlineData(3, 500)]
    public void Search_TwoLayers_EqualsTheNaiveSearchOverAllRows(int main, int recent)
    {
        var random = new Random((1000 * main) + recent);
        (ItemVectors first, float[] firstNumbers, float[] firstBias) = Rows(random, main);
        (ItemVectors then, float[] thenNumbers, float[] thenBias) = Rows(random, recent);
        var layered = new LayeredIndex(new ItemIndex(first), new ItemIndex(then));
        var naive = new NaiveSearch([.. firstNumbers, .. thenNumbers], [.. firstBias, .. thenBias], Dimension);
        for (int round = 0; round < 40; round++)
        {
            float[] query = Numbers(random, Dimension);
            int[] chosen = [.. Enumerable.Range(0, main + recent).Where(_ => random.Next(3) > 0)];
            int[] excluded = [.. chosen.Where(_ => random.Next(5) == 0)];
            var best = new ScoredItem[1 + random.Next(main + recent + 10)];
            var filter = new RowFilter(Bits(layered, main, chosen), Bits(layered, main, excluded), chosen.Length);

            int found = layered.Search(query, filter, best);

            ulong[] wanted = new ulong[Bitset.WordsFor(main + recent)];
            Array.ForEach([.. chosen.Except(excluded)], row => Bitset.Add(wanted, row));
            ScoredItem[] expected = [.. naive.Search(query, wanted, best.Length).Select(item => item with { Item = NumberOf(layered, main, item.Item) })];
            Assert.Equal(expected, best[..found]);
        }
    }

    [Fact]
    public void Search_EqualRowsInBothLayers_LowerRowsComeFirst()
    {
        var one = new ItemIndex([1, 0, 1, 0], [], 2);
        var layered = new LayeredIndex(one, new ItemIndex([1, 0, 2, 0, 1, 0], [], 2));
        var best = new ScoredItem[5];

        Assert.Equal(5, layered.Search([1, 0], new RowFilter([]), best));

        Assert.Equal([65, 0, 1, 64, 66], best.Select(item => item.Item));
        for (int room = 1; room < best.Length; room++)
        {
            var fewer = new ScoredItem[room];
            Assert.Equal(room, layered.Search([1, 0], new RowFilter([]), fewer));
            Assert.Equal(best[..room], fewer);
        }
    }

    [Fact]
    public void Search_NothingBehind_IsTheIndexItself()
    {
        (ItemVectors rows, _, _) = Rows(new Random(5), 100);
        var index = new ItemIndex(rows);
        var layered = new LayeredIndex(index, recent: null);
        float[] query = Numbers(new Random(6), Dimension);
        var expected = new ScoredItem[10];
        var best = new ScoredItem[10];

        Assert.Equal(index.Search(query, [], expected), layered.Search(query, new RowFilter([]), best));

        Assert.Equal(expected, best);
        Assert.Equal(100, layered.RowLimit);
    }

    [Fact]
    public void Vector_OfEitherLayer_IsItsOwn()
    {
        var layered = new LayeredIndex(new ItemIndex([1, 2, 3, 4], [], 2), new ItemIndex([5, 6], [], 2));

        Assert.Equal([3f, 4f], layered.Vector(1));
        Assert.Equal([5f, 6f], layered.Vector(64));
        Assert.Equal(65, layered.RowLimit);
    }

    [Fact]
    public void FollowedBy_TwoSets_KeepsVectorsAndBiases()
    {
        ItemVectors both = new ItemVectors([1, 2, 3, 4], [7, 8], 2).FollowedBy(new ItemVectors([5, 6], [9], 2));

        Assert.Equal(3, both.Count);
        Assert.Equal([3f, 4f], both.Vector(1));
        Assert.Equal([5f, 6f], both.Vector(2));
        Assert.Equal([7f, 8f, 9f], Enumerable.Range(0, 3).Select(both.Bias));
        Assert.Throws<ArgumentException>(() => both.FollowedBy(new ItemVectors([1], [], 1)));
    }

    [Theory]
    [InlineData(1f, 0f, true)]
    [InlineData(2e18f, 0f, false)]
    [InlineData(float.NaN, 0f, false)]
    [InlineData(1f, float.NaN, false)]
    [InlineData(1f, 1e38f, false)]
    public void Accepts_Row_AsTheConstructorDoes(float number, float bias, bool isTaken)
    {
        Assert.Equal(isTaken, ItemVectors.Accepts([number], bias));
        Assert.Equal(isTaken, Record.Exception(() => new ItemVectors([number], [bias], 1)) is null);
    }

    private static int NumberOf(LayeredIndex layered, int main, int row) => row < main ? row : layered.FirstRecent + row - main;

    private static ulong[] Bits(LayeredIndex layered, int main, int[] rows)
    {
        ulong[] bits = new ulong[Bitset.WordsFor(layered.RowLimit)];
        Array.ForEach(rows, row => Bitset.Add(bits, NumberOf(layered, main, row)));
        return bits;
    }

    private static (ItemVectors Rows, float[] Numbers, float[] Bias) Rows(Random random, int count)
    {
        float[] numbers = Numbers(random, count * Dimension);
        float[] bias = Numbers(random, count);
        return (new ItemVectors(numbers, bias, Dimension), numbers, bias);
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
