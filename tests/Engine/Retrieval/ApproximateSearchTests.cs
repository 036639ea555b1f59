using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class ApproximateSearchTests
{
    private const int Items = 20_000;
    private const int Dimension = 24;
    private const int Wanted = 50;
    private const int Queries = 40;

    private static readonly Lazy<(ItemVectors Vectors, ItemIndex Exact, ItemIndex Approximate, float[] Queries)> Shared = new(Make);

    [Fact]
    public void Search_AllRows_FindsMostOfTheBestWithTheirExactScores()
    {
        double recall = Recall(filter: null);

        Assert.InRange(recall, 0.95, 1);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void Search_FewerRowsAllowed_FindsAsManyOfThem(double share)
    {
        ulong[] allowed = Mask(share, seed: 3);

        Assert.InRange(Recall(allowed), 0.95, 1);
    }

    [Fact]
    public void Search_ThousandsExcluded_FindsTheBestOfTheOthers()
    {
        (_, ItemIndex exact, ItemIndex approximate, float[] queries) = Shared.Value;
        var best = new ScoredItem[2_000];
        var found = new ScoredItem[Wanted];
        var truth = new ScoredItem[Wanted];
        int common = 0;
        for (int query = 0; query < 10; query++)
        {
            ReadOnlySpan<float> numbers = queries.AsSpan(query * Dimension, Dimension);
            exact.Search(numbers, [], best);
            ulong[] excluded = new ulong[exact.AllowedWords];
            foreach (ScoredItem item in best)
            {
                excluded[item.Item / 64] |= 1UL << item.Item;
            }

            var filter = new RowFilter([], excluded);
            Assert.Equal(Wanted, exact.Search(numbers, filter, truth));
            Assert.Equal(Wanted, approximate.Search(numbers, filter, found));
            Assert.DoesNotContain(found, item => best.Any(other => other.Item == item.Item));
            common += found.Select(item => item.Item).Intersect(truth.Select(item => item.Item)).Count();
        }

        Assert.InRange(common / (10.0 * Wanted), 0.95, 1);
    }

    [Fact]
    public void Search_AnyKernel_FindsTheSame()
    {
        (_, _, ItemIndex index, float[] queries) = Shared.Value;
        ulong[] allowed = Mask(0.9, seed: 4);
        for (int query = 0; query < Queries; query++)
        {
            ReadOnlySpan<float> numbers = queries.AsSpan(query * Dimension, Dimension);
            ScoredItem[] expected = Run<PortableKernel, PortableCodeKernel>(index, numbers, allowed);

            if (Avx2CodeKernel.IsSupported)
            {
                Assert.Equal(expected, Run<Avx2Kernel, Avx2CodeKernel>(index, numbers, allowed));
            }

            if (Avx512CodeKernel.IsSupported)
            {
                Assert.Equal(expected, Run<Avx512Kernel, Avx512CodeKernel>(index, numbers, allowed));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(600)]
    public void Search_AnyDimension_FindsMostOfTheBest(int dimension)
    {
        var items = new ClusteredItems(3_000, dimension, seed: 5);
        ItemVectors vectors = items.Vectors();
        float[] queries = items.Queries(10);
        var options = new RetrievalOptions { Index = RetrievalOptions.Approximate, Recall = 0.97 };

        (ItemIndex index, IndexReport report) = IndexBuilder.Build(vectors, options, threads: 2, _ => queries);

        Assert.False(report.IsExact);
        Assert.InRange(report.Recall, 0.97, 1);
        var best = new ScoredItem[Wanted];
        Assert.Equal(Wanted, index.Search(queries.AsSpan(0, dimension), [], best));
        Assert.Equal(best.OrderByDescending(item => item.Score).ThenBy(item => item.Item), best);
    }

    [Fact]
    public void Search_MoreWantedThanThereAre_FindsEveryAllowedRow()
    {
        (_, _, ItemIndex index, float[] queries) = Shared.Value;
        ulong[] allowed = new ulong[index.AllowedWords];
        allowed[3] = 0b1011;
        var best = new ScoredItem[10];

        int written = index.Search(queries.AsSpan(0, Dimension), allowed, best);

        Assert.Equal([192, 193, 195], best[..written].Select(item => item.Item).Order());
    }

    [Fact]
    public void Search_EqualRows_FindsAsManyAsWanted()
    {
        float[] vectors = [.. Enumerable.Repeat(0.5f, 20_000 * 8)];
        var options = new RetrievalOptions { Index = RetrievalOptions.Approximate };
        (ItemIndex index, _) = IndexBuilder.Build(new ItemVectors(vectors, [], 8), options, threads: 1, _ => [1, 2, 3, 4, 5, 6, 7, 8]);
        var best = new ScoredItem[Wanted];

        Assert.Equal(Wanted, index.Search([1, 2, 3, 4, 5, 6, 7, 8], [], best));
        Assert.All(best, item => Assert.Equal(18, item.Score));
        Assert.Equal(Wanted, best.DistinctBy(item => item.Item).Count());
    }

    [Theory]
    [InlineData(1e6f, 1e-3f)]
    [InlineData(1e12f, 1f)]
    [InlineData(-1e4f, 1f)]
    public void Search_RowsFarFromTheOriginAndNearEachOther_FindsAsManyAsWanted(float offset, float scale)
    {
        ItemVectors near = new ClusteredItems(2_000, 6, seed: 8).Vectors();
        float[] far = [.. Enumerable.Range(0, near.Count).SelectMany(row => near.Vector(row).ToArray()).Select(value => offset + (scale * value))];
        var options = new RetrievalOptions { Index = RetrievalOptions.Approximate };
        float[] query = [1, 2, 3, 4, 5, 6];
        (ItemIndex index, _) = IndexBuilder.Build(new ItemVectors(far, [], 6), options, threads: 1, _ => query);
        var best = new ScoredItem[Wanted];

        Assert.Equal(Wanted, index.Search(query, [], best));
        Assert.Equal(Wanted, best.DistinctBy(item => item.Item).Count());
    }

    [Fact]
    public void Search_ZeroQuery_FindsRowsByTheirBiases()
    {
        (ItemVectors vectors, _, ItemIndex index, _) = Shared.Value;
        var best = new ScoredItem[5];

        Assert.Equal(5, index.Search(new float[Dimension], [], best));
        Assert.All(best, item => Assert.Equal(vectors.Bias(item.Item), item.Score));
    }

    [Fact]
    public void Search_Repeated_AllocatesNothing()
    {
        (_, _, ItemIndex index, float[] queries) = Shared.Value;
        ulong[] allowed = Mask(0.9, seed: 6);
        var best = new ScoredItem[Wanted];
        index.Search(queries.AsSpan(0, Dimension), allowed, best);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int repeat = 0; repeat < 50; repeat++)
        {
            index.Search(queries.AsSpan(0, Dimension), allowed, best);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Build_EqualRows_GiveEqualIndexesOnAnyNumberOfThreads()
    {
        var options = new RetrievalOptions { Index = RetrievalOptions.Approximate };
        ItemVectors vectors = new ClusteredItems(5_000, 8, seed: 7).Vectors();
        float[] queries = new ClusteredItems(5_000, 8, seed: 7).Queries(20);
        (ItemIndex one, _) = IndexBuilder.Build(vectors, options, threads: 1, _ => queries);
        (ItemIndex two, _) = IndexBuilder.Build(vectors, options, threads: 2, _ => queries);

        Assert.Equal(one.Effort, two.Effort);
        for (int query = 0; query < 20; query++)
        {
            ReadOnlySpan<float> numbers = queries.AsSpan(query * 8, 8);
            Assert.Equal(Run<PortableKernel, PortableCodeKernel>(one, numbers, []), Run<PortableKernel, PortableCodeKernel>(two, numbers, []));
        }
    }

    private static (ItemVectors Vectors, ItemIndex Exact, ItemIndex Approximate, float[] Queries) Make()
    {
        var items = new ClusteredItems(Items, Dimension, seed: 1);
        ItemVectors vectors = items.Vectors();
        float[] tuning = items.Queries(Queries);
        (ItemIndex index, _) = IndexBuilder.Build(vectors, new RetrievalOptions { Index = RetrievalOptions.Approximate }, threads: 2, _ => tuning);
        return (vectors, new ItemIndex(vectors), index, items.Queries(Queries));
    }

    private static double Recall(ulong[]? filter)
    {
        (ItemVectors vectors, ItemIndex exact, ItemIndex approximate, float[] queries) = Shared.Value;
        ulong[] allowed = filter ?? [];
        int common = 0;
        int wanted = 0;
        for (int query = 0; query < Queries; query++)
        {
            ReadOnlySpan<float> numbers = queries.AsSpan(query * Dimension, Dimension);
            var truth = new ScoredItem[Wanted];
            var found = new ScoredItem[Wanted];
            int there = exact.Search(numbers, allowed, truth);
            Assert.Equal(there, approximate.Search(numbers, allowed, found));
            float[] scores = new float[vectors.Count];
            exact.ScoreAll(numbers, scores);
            Assert.All(found[..there], item => Assert.Equal(scores[item.Item], item.Score));
            common += found[..there].Select(item => item.Item).Intersect(truth[..there].Select(item => item.Item)).Count();
            wanted += there;
        }

        return (double)common / wanted;
    }

    private static ScoredItem[] Run<TBlock, TCode>(ItemIndex index, ReadOnlySpan<float> query, ulong[] allowed)
        where TBlock : struct, IBlockKernel
        where TCode : struct, ICodeKernel
    {
        var best = new ScoredItem[Wanted];
        return best[..index.Search<TBlock, TCode>(query, new RowFilter(allowed), best)];
    }

    private static ulong[] Mask(double share, int seed)
    {
        var random = new Random(seed);
        ulong[] mask = new ulong[(Items + 63) / 64];
        for (int row = 0; row < Items; row++)
        {
            mask[row / 64] |= random.NextDouble() < share ? 1UL << row : 0;
        }

        return mask;
    }
}
