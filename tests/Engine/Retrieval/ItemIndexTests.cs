using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class ItemIndexTests
{
    public static TheoryData<string, int, int> Shapes()
    {
        var shapes = new TheoryData<string, int, int>();
        foreach (string kind in SearchCase.Kinds)
        {
            foreach ((int rows, int dimension) in (ReadOnlySpan<(int, int)>)[(1, 1), (15, 3), (16, 16), (17, 50), (333, 64), (1000, 7), (2000, 129)])
            {
                shapes.Add(kind, rows, dimension);
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Search_AnyInput_IsTheNaiveSearchToTheBit(string kind, int rows, int dimension)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            SearchCase input = SearchCase.Make(kind, rows, dimension, seed);
            ScoredItem[] expected = input.Naive().Search(input.Query, input.Allowed, input.Wanted);

            Assert.Equal(expected, Run(input, static (index, query, allowed, best) => index.Search(query, allowed, best)));
            Assert.Equal(expected, Run(input, static (index, query, allowed, best) => index.Search<PortableKernel, PortableCodeKernel>(query, new RowFilter(allowed), best)));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Search_Avx2_IsTheNaiveSearchToTheBit(string kind, int rows, int dimension)
    {
        Assert.SkipUnless(Avx2Kernel.IsSupported, "This processor has no AVX2.");
        SearchCase input = SearchCase.Make(kind, rows, dimension, seed: 5);

        ScoredItem[] found = Run(input, static (index, query, allowed, best) => index.Search<Avx2Kernel, Avx2CodeKernel>(query, new RowFilter(allowed), best));

        Assert.Equal(input.Naive().Search(input.Query, input.Allowed, input.Wanted), found);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Search_Avx512_IsTheNaiveSearchToTheBit(string kind, int rows, int dimension)
    {
        Assert.SkipUnless(Avx512Kernel.IsSupported, "This processor has no AVX-512.");
        SearchCase input = SearchCase.Make(kind, rows, dimension, seed: 6);

        ScoredItem[] found = Run(input, static (index, query, allowed, best) => index.Search<Avx512Kernel, Avx512CodeKernel>(query, new RowFilter(allowed), best));

        Assert.Equal(input.Naive().Search(input.Query, input.Allowed, input.Wanted), found);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void SearchMany_AnyNumberOfQueries_IsSearchOfEach(string kind, int rows, int dimension)
    {
        SearchCase input = SearchCase.Make(kind, rows, dimension, seed: 8);
        ItemIndex index = input.Index();
        foreach (int count in (ReadOnlySpan<int>)[0, 1, 4, 7, 8, 19])
        {
            float[] queries = [.. Enumerable.Range(0, count).SelectMany(place => SearchCase.Make(kind, rows, dimension, seed: 100 + place).Query)];
            ScoredItem[][] expected = [.. queries.Chunk(dimension).Select(query => input.Naive().Search(query, input.Allowed, input.Wanted))];

            Assert.Equal(expected, RunMany(index, queries, input, static (index, queries, allowed, best, found) => index.SearchMany(queries, allowed, best, found)));
            Assert.Equal(expected, RunMany(index, queries, input, static (index, queries, allowed, best, found) => index.SearchMany<PortableKernel, PortableCodeKernel>(queries, allowed, best, found)));
        }
    }

    [Theory]
    [InlineData(5, 2, 4)]
    [InlineData(6, 2, 5)]
    [InlineData(6, 0, 0)]
    public void SearchMany_CountsThatDoNotFit_AreRefused(int numbers, int queries, int room)
    {
        var index = new ItemIndex([1f, 2f, 3f], [], 3);

        Assert.Throws<ArgumentException>("queries", () => index.SearchMany(new float[numbers], [], new ScoredItem[room], new int[queries]));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ScoreAll_SeveralQueries_AreTheScoresOfSearchToTheBit(string kind, int rows, int dimension)
    {
        SearchCase input = SearchCase.Make(kind, rows, dimension, seed: 7);
        ItemIndex index = input.Index();
        float[][] queries = [input.Query, new float[dimension], [.. input.Query.Reverse()]];
        float[] scores = new float[queries.Length * rows];

        index.ScoreAll([.. queries.SelectMany(query => query)], scores);

        for (int query = 0; query < queries.Length; query++)
        {
            var found = new ScoredItem[rows];
            Assert.Equal(rows, index.Search(queries[query], [], found));
            Assert.All(found, item => Assert.Equal(item.Score, scores[(query * rows) + item.Item]));
        }
    }

    [Fact]
    public void ScoreAll_TooLittleRoom_IsRefused()
    {
        ItemIndex index = SearchCase.Make("random", 5, 3, seed: 1).Index();

        Assert.Throws<ArgumentException>(() => index.ScoreAll(new float[6], new float[9]));
    }

    [Fact]
    public void Search_FewRowsAllowed_WritesEveryOneOfThem()
    {
        SearchCase input = SearchCase.Make("random", 1000, 32, seed: 1);
        ulong[] allowed = new ulong[16];
        allowed[0] = 1;
        allowed[15] = 1UL << 39;
        var best = new ScoredItem[10];

        int written = input.Index().Search(input.Query, allowed, best);

        Assert.Equal(2, written);
        Assert.Equal([0, 999], best[..2].Select(item => item.Item).Order());
    }

    [Fact]
    public void Search_BitsPastTheLastRow_MeanNothing()
    {
        var index = new ItemIndex([1f, 2f, 3f], [], 1);
        var best = new ScoredItem[10];

        int written = index.Search([1f], [ulong.MaxValue], best);

        Assert.Equal([new(2, 3), new(1, 2), new(0, 1)], best[..written]);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    public void Search_AllowedOfAnotherLength_IsRefused(int words)
    {
        ItemIndex index = SearchCase.Make("random", 1000, 8, seed: 1).Index();

        Assert.Equal(16, index.AllowedWords);
        Assert.Throws<ArgumentException>("filter", () => index.Search(new float[8], new ulong[words], new ScoredItem[1]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e19f)]
    public void Search_QueryNotFiniteOrTooLong_IsRefused(float value)
    {
        var index = new ItemIndex([1f, 2f], [], 2);

        Assert.Throws<ArgumentException>("query", () => index.Search([0f, value], [], new ScoredItem[1]));
    }

    [Fact]
    public void Search_QueryOfAnotherDimension_IsRefused()
    {
        var index = new ItemIndex([1f, 2f], [], 2);

        Assert.Throws<ArgumentException>("query", () => index.Search([1f], [], new ScoredItem[1]));
    }

    [Fact]
    public void Search_NoRows_WritesNothing()
    {
        var index = new ItemIndex([], [], 4);

        Assert.Equal(0, index.Search(new float[4], [], new ScoredItem[3]));
    }

    [Fact]
    public void Search_Repeated_AllocatesNothing()
    {
        SearchCase input = SearchCase.Make("random", 1000, 64, seed: 2);
        ItemIndex index = input.Index();
        var best = new ScoredItem[20];
        index.Search(input.Query, input.Allowed, best);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
        {
            index.Search(input.Query, input.Allowed, best);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e19f)]
    public void Constructor_VectorNotFiniteOrTooLong_NamesTheRow(float value)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>("vectors", () => new ItemIndex([1f, 2f, 3f, value], [], 2));

        Assert.Contains("Row 1 ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.MaxValue)]
    public void Constructor_BiasNotWithinBounds_NamesTheRow(float value)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>("bias", () => new ItemIndex([1f, 2f], [0f, value], 1));

        Assert.Contains("row 1 ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_CountsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>("vectors", () => new ItemIndex([1f, 2f, 3f], [], 2));
        Assert.Throws<ArgumentException>("bias", () => new ItemIndex([1f, 2f], [1f], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemIndex([1f], [], 0));
    }

    private static ScoredItem[] Run(SearchCase input, SearchCall search)
    {
        var best = new ScoredItem[input.Wanted];
        int written = search(input.Index(), input.Query, input.Allowed, best);
        return best[..written];
    }

    private static ScoredItem[][] RunMany(ItemIndex index, float[] queries, SearchCase input, ManyCall search)
    {
        int count = queries.Length / input.Dimension;
        var best = new ScoredItem[count * input.Wanted];
        int[] found = new int[count];
        search(index, queries, input.Allowed, best, found);
        return [.. found.Select((written, query) => best.AsSpan(query * input.Wanted, written).ToArray())];
    }

    private delegate void ManyCall(ItemIndex index, ReadOnlySpan<float> queries, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best, Span<int> found);

    private delegate int SearchCall(ItemIndex index, ReadOnlySpan<float> query, ReadOnlySpan<ulong> allowed, Span<ScoredItem> best);
}
