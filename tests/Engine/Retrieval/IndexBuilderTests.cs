using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

public sealed class IndexBuilderTests
{
    [Fact]
    public void Build_FewItems_IsExactWithoutAskingForQueries()
    {
        ItemVectors vectors = new ClusteredItems(500, 8, seed: 1).Vectors();

        (ItemIndex index, IndexReport report) = IndexBuilder.Build(vectors, new RetrievalOptions(), threads: 1, _ => throw new InvalidOperationException());

        Assert.True(index.IsExact);
        Assert.Equal(new IndexReport(true, 500, TimeSpan.Zero, TimeSpan.Zero, 1, TimeSpan.Zero, index.Bytes), report);
    }

    [Fact]
    public void Build_ExactAskedFor_IsExactAtAnySize()
    {
        ItemVectors vectors = new ClusteredItems(IndexBuilder.FewItems + 1, 2, seed: 2).Vectors();
        var options = new RetrievalOptions { Index = RetrievalOptions.Exact };

        (ItemIndex index, _) = IndexBuilder.Build(vectors, options, threads: 1, _ => throw new InvalidOperationException());

        Assert.True(index.IsExact);
        Assert.Throws<InvalidOperationException>(() => index.With(new SearchEffort(1, 1)));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(10, true)]
    public void Build_ManyItems_IsExactWhereASearchKeepsWithinTheBudget(int seconds, bool isExact)
    {
        var items = new ClusteredItems(IndexBuilder.FewItems, 4, seed: 3);
        var options = new RetrievalOptions { ExactBudget = TimeSpan.FromSeconds(seconds) };

        (ItemIndex index, IndexReport report) = IndexBuilder.Build(items.Vectors(), options, threads: 2, _ => items.Queries(8));

        Assert.Equal(isExact, index.IsExact);
        Assert.Equal(isExact, report.IsExact);
        Assert.True(report.ExactSearch > TimeSpan.Zero);
    }

    [Fact]
    public void Build_Approximate_LooksAsFarAsTheRecallNeeds()
    {
        var items = new ClusteredItems(8_000, 16, seed: 4);
        ItemVectors vectors = items.Vectors();
        float[] queries = items.Queries(30);

        (ItemIndex less, IndexReport lessReport) = Build(0.6);
        (ItemIndex more, IndexReport moreReport) = Build(0.99);

        Assert.InRange(lessReport.Recall, 0.6, 1);
        Assert.InRange(moreReport.Recall, 0.99, 1);
        Assert.True(less.Effort.Share < more.Effort.Share || less.Effort.Candidates < more.Effort.Candidates);

        (ItemIndex Index, IndexReport Report) Build(double recall) =>
            IndexBuilder.Build(vectors, new RetrievalOptions { Index = RetrievalOptions.Approximate, Recall = recall }, threads: 2, _ => queries);
    }

    [Theory]
    [InlineData("other", 0.9, 0.001, "Index")]
    [InlineData("auto", 0.4, 0.001, "Recall")]
    [InlineData("auto", 0.9, 20, "ExactBudget")]
    public void Validate_ValueOutOfRange_NamesIt(string index, double recall, double seconds, string named)
    {
        var options = new RetrievalOptions { Index = index, Recall = recall, ExactBudget = TimeSpan.FromSeconds(seconds) };

        Assert.Contains(named, new RetrievalOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }
}
