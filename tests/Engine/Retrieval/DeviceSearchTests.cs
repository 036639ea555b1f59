using Manidala.Engine.Devices;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

/// <summary>The graph runs on the CPU here; what a device finds differs in the last of sixteen bits, which the bounds allow for.</summary>
public sealed class DeviceSearchTests
{
    private const int Wanted = 100;

    private static readonly ProviderChoice Cpu = new(ProviderChoice.Cpu);

    public static TheoryData<string, int, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int, int>();
        foreach (string kind in SearchCase.Kinds)
        {
            for (int seed = 1; seed <= 3; seed++)
            {
                cases.Add(kind, new[] { 1, 37, 3000 }[seed - 1], new[] { 3, 64, 33 }[seed - 1], seed);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TrySearch_AnyCase_IsTheExactSearchOrSaysThatItCannotKnow(string kind, int rows, int dimension, int seed)
    {
        SearchCase one = SearchCase.Make(kind, rows, dimension, seed);
        ItemIndex index = one.Index();
        using var search = new DeviceSearch(index.Vectors, Cpu, rows: 64);
        DeviceBatch batch = search.NewBatch(1);
        var found = new ScoredItem[one.Wanted];
        var expected = new ScoredItem[one.Wanted];
        int expectedCount = index.Search(one.Query, one.Allowed, expected);

        search.Run(one.Query, batch);
        bool isCertain = batch.Of(0).TrySearch(index.Vectors, one.Query, new RowFilter(one.Allowed), found, out int count);

        Assert.True(!isCertain || expected.AsSpan(0, expectedCount).SequenceEqual(found.AsSpan(0, count)), $"{count} found, {expectedCount} expected");
    }

    [Fact]
    public void TrySearch_CatalogueAsTrained_IsCertainAndExactForEveryQueryOfABatch()
    {
        const int Rows = 20_000, Dimension = 64, Queries = 40;
        var world = new ClusteredItems(Rows, Dimension, seed: 3);
        ItemVectors items = world.Vectors();
        float[] queries = world.Queries(Queries);
        var index = new ItemIndex(items);
        using var search = new DeviceSearch(items, Cpu);
        DeviceBatch batch = search.NewBatch(DeviceSearch.MaxQueries);

        int ran = search.Run(queries, batch);

        Assert.Equal(Queries, ran);
        for (int query = 0; query < Queries; query++)
        {
            AssertExact(index, queries.AsSpan(query * Dimension, Dimension), batch.Of(query), default);
        }
    }

    [Theory]
    [InlineData("random")]
    [InlineData("huge norms")]
    [InlineData("near ties")]
    [InlineData("mixed scales")]
    [InlineData("ties")]
    public void Bound_OfEachQuery_IsReachedByNoRowThatWasNotFound(string kind)
    {
        const int Rows = 2_000, Dimension = 24;
        for (int seed = 1; seed <= 40; seed++)
        {
            SearchCase one = SearchCase.Make(kind, Rows, Dimension, seed);
            var items = new ItemVectors(one.Vectors, one.Bias, Dimension);
            using var search = new DeviceSearch(items, Cpu, rows: 100);
            DeviceBatch batch = search.NewBatch(1);
            var scores = new float[Rows];
            new ItemIndex(items).ScoreAll(one.Query, scores);

            search.Run(one.Query, batch);

            DeviceCandidates found = batch.Of(0);
            HashSet<int> rows = [.. found.Rows];
            float highest = Enumerable.Range(0, Rows).Where(row => !rows.Contains(row)).Max(row => scores[row]);
            Assert.True(highest <= found.Bound, $"seed {seed}: {highest} is above {found.Bound}");
        }
    }

    [Fact]
    public void TrySearch_SomeRowsExcluded_IsExactAmongTheOthers()
    {
        (ItemIndex index, float[] query) = Trained();
        using var search = new DeviceSearch(index.Vectors, Cpu);
        DeviceBatch batch = search.NewBatch(1);
        ulong[] excluded = Best(index, query, 50);

        search.Run(query, batch);

        AssertExact(index, query, batch.Of(0), new RowFilter([], excluded));
    }

    [Fact]
    public void TrySearch_MoreRowsExcludedThanWereFetchedBeyondThoseWanted_IsNotCertain()
    {
        (ItemIndex index, float[] query) = Trained();
        using var search = new DeviceSearch(index.Vectors, Cpu, rows: 128);
        DeviceBatch batch = search.NewBatch(1);
        ulong[] excluded = Best(index, query, 50);
        var best = new ScoredItem[Wanted];

        search.Run(query, batch);
        bool isCertain = batch.Of(0).TrySearch(index.Vectors, query, new RowFilter([], excluded), best, out int found);

        Assert.False(isCertain);
        Assert.True(found < Wanted, $"{found} rows were left of 128");
    }

    [Fact]
    public void Run_BatchesOfChangingSize_EachQueryGetsItsOwnRows()
    {
        (ItemIndex index, _) = Trained();
        float[] queries = new ClusteredItems(5_000, 16, seed: 9).Queries(7);
        using var search = new DeviceSearch(index.Vectors, Cpu);
        DeviceBatch batch = search.NewBatch(7);

        foreach (int count in new[] { 7, 1, 3, 7 })
        {
            search.Run(queries.AsSpan(0, count * 16), batch);

            for (int query = 0; query < count; query++)
            {
                AssertExact(index, queries.AsSpan(query * 16, 16), batch.Of(query), default);
            }
        }
    }

    [Fact]
    public void Run_ScoresOfAFewQueriesFillTheDevice_GivesEachQueryItsOwnRowsInParts()
    {
        (ItemIndex index, _) = Trained();
        float[] queries = new ClusteredItems(5_000, 16, seed: 9).Queries(7);
        using var search = new DeviceSearch(index.Vectors, Cpu, rows: 256, threads: 1, mostScores: 3 * 5_120);
        DeviceBatch batch = search.NewBatch(7);

        search.Run(queries, batch);

        for (int query = 0; query < 7; query++)
        {
            AssertExact(index, queries.AsSpan(query * 16, 16), batch.Of(query), default);
        }
    }

    [Fact]
    public void Run_NoQueries_DoesNothing()
    {
        (ItemIndex index, _) = Trained();
        using var search = new DeviceSearch(index.Vectors, Cpu);

        Assert.Equal(0, search.Run([], search.NewBatch(1)));
    }

    [Fact]
    public void Run_MoreQueriesThanThereIsRoomFor_IsRefusedWithBothNumbers()
    {
        (ItemIndex index, _) = Trained();
        using var search = new DeviceSearch(index.Vectors, Cpu);

        var refusal = Assert.Throws<ArgumentException>(() => search.Run(new float[3 * 16], search.NewBatch(2)));

        Assert.Contains("3 queries", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2 times room", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_QueryThatIsNotFinite_IsRefused()
    {
        (ItemIndex index, float[] query) = Trained();
        using var search = new DeviceSearch(index.Vectors, Cpu);
        query[3] = float.NaN;

        Assert.Throws<ArgumentException>(() => search.Run(query, search.NewBatch(1)));
    }

    [Fact]
    public void Run_AfterDisposal_IsRefused()
    {
        (ItemIndex index, float[] query) = Trained();
        var search = new DeviceSearch(index.Vectors, Cpu);
        DeviceBatch batch = search.NewBatch(1);

        search.Dispose();
        search.Dispose();

        Assert.Throws<ObjectDisposedException>(() => search.Run(query, batch));
    }

    [Theory]
    [InlineData(ProviderChoice.Cuda, null, "cuda")]
    [InlineData(ProviderChoice.Path, "/nowhere/provider.so", "/nowhere/provider.so")]
    [InlineData("tpu", null, "'tpu' is not known")]
    public void New_ProviderThatIsNotThere_SaysWhichAndWhy(string name, string? library, string named)
    {
        Assert.SkipWhen(name == ProviderChoice.Cuda && new ProviderChoice(ProviderChoice.Auto).IsDevice, "This build has the CUDA provider.");
        (ItemIndex index, _) = Trained();

        var failure = Assert.Throws<InvalidOperationException>(() => new DeviceSearch(index.Vectors, new ProviderChoice(name, library)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_OfAMillionthPart_CountsRowsAndColumnsAsTheyAreAligned()
    {
        using var search = new DeviceSearch(new ItemVectors(new float[1000 * 64], [], 64), Cpu);

        // 1,000 rows in 16 slices of 64 places, 64 numbers and 3 more in 72.
        Assert.Equal(16 * 64 * 72 * 2, search.Bytes);
    }

    private static (ItemIndex Index, float[] Query) Trained()
    {
        var world = new ClusteredItems(5_000, 16, seed: 5);
        return (new ItemIndex(world.Vectors()), world.Queries(1));
    }

    private static ulong[] Best(ItemIndex index, float[] query, int count)
    {
        var best = new ScoredItem[count];
        index.Search(query, [], best);
        ulong[] bits = new ulong[index.AllowedWords];
        foreach (ScoredItem item in best)
        {
            bits[item.Item / 64] |= 1UL << (item.Item % 64);
        }

        return bits;
    }

    private static void AssertExact(ItemIndex index, ReadOnlySpan<float> query, DeviceCandidates candidates, RowFilter filter)
    {
        var expected = new ScoredItem[Wanted];
        var found = new ScoredItem[Wanted];
        index.Search(query, filter, expected);

        Assert.True(candidates.TrySearch(index.Vectors, query, filter, found, out int count));
        Assert.Equal(Wanted, count);
        Assert.Equal(expected, found);
    }
}
