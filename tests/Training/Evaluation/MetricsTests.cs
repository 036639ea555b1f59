using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

public sealed class MetricsTests
{
    [Fact]
    public void HitMetrics_SeveralTargets_AreThoseByHand()
    {
        HitMetrics hits = HitMetrics.At(5, [3, 0, 2, 7]);

        Assert.Equal(1, hits.HitRate);
        Assert.Equal(0.5, hits.Recall);
        Assert.Equal(0.5, hits.ReciprocalRank);
        double best = 1 + (1 / Math.Log2(3)) + (1 / Math.Log2(4)) + (1 / Math.Log2(5));
        Assert.Equal(((1 / Math.Log2(4)) + (1 / Math.Log2(3))) / best, hits.Ndcg, 12);
    }

    [Fact]
    public void HitMetrics_NothingWithinReach_IsZero() => Assert.Equal(default, HitMetrics.At(5, [6, 0]));

    [Fact]
    public void Bootstrap_SameCases_GivesTheSameIntervalAroundTheMean()
    {
        TestSet tests = SessionTest.Build(Logs.Random(users: 300, items: 20, seed: 4), known: null, most: null);
        double[] values = [.. tests.Cases.Select(test => test.Targets.Span[0] % 3 == 0 ? 1.0 : 0)];
        double mean = values.Average();

        Interval first = new Bootstrap(tests.Cases).Of(values);

        Assert.Equal(first, new Bootstrap(tests.Cases).Of(values));
        Assert.InRange(mean, first.Low, first.High);

        // Cases are all but independent here, so that the interval is near that of a share: 1.96 standard errors either way.
        double half = 1.96 * Math.Sqrt(mean * (1 - mean) / values.Length);
        Assert.InRange((first.High - first.Low) / (2 * half), 0.8, 1.2);
    }

    [Fact]
    public void Bootstrap_CasesOfOneGroupAlike_IsWiderThanThatOfSingleCases()
    {
        TestCase[] single = [.. Enumerable.Range(0, 1000).Select(group => new TestCase(group, default, new[] { 0 }))];
        TestCase[] grouped = [.. single.Select((test, place) => test with { Group = place / 10 })];
        double[] values = [.. Enumerable.Range(0, 1000).Select(place => place / 10 % 2 == 0 ? 1.0 : 0)];

        Interval narrow = new Bootstrap(single).Of(values);
        Interval wide = new Bootstrap(grouped).Of(values);

        Assert.InRange((wide.High - wide.Low) / (narrow.High - narrow.Low), 2.5, 4);
    }

    [Fact]
    public void ItemStatistics_KnownLog_SlicesByThirdsOfInteractions()
    {
        // a 4, b 3, c 1, d 1 and e never: of nine interactions a starts in the first third, b in the second, c and d in the last.
        Dataset known = Logs.Of("a a b", "a b c", "a b d");
        var statistics = new ItemStatistics(known with { ItemIds = ["a", "b", "c", "d", "e"] });

        Assert.Equal([0, 1, 2, 2, 3], Enumerable.Range(0, 5).Select(statistics.Slice));
        Assert.Equal([1f, 0.75f, 0.375f, 0.375f, 0f], Enumerable.Range(0, 5).Select(statistics.Percentile));
        Assert.Equal(-Math.Log2(5.0 / 14), statistics.Novelty(0), 5);
        Assert.Equal(-Math.Log2(1.0 / 14), statistics.Novelty(4), 5);
    }

    [Fact]
    public void ListStatistics_TwoLists_AreThoseByHand()
    {
        var popularity = new ItemStatistics(Logs.Of("a a b", "a b c", "a b d"));
        var categories = new CategorySpace(
            ["a", "b", "c", "d"],
            new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["red", "round"], ["b"] = ["red"], ["c"] = ["blue"] });
        var lists = new ListStatistics([1, 3], items: 4, popularity, embeddings: null, categories);

        lists.Add([0, 1, 2]);
        lists.Add([0, 3]);

        Assert.Equal(0.25, lists.At(1, candidates: 4).Coverage);
        ListMetrics three = lists.At(3, candidates: 4);
        Assert.Equal(1, three.Coverage);
        Assert.Equal((4 + 3 + 1 + 4 + 1) / 5.0, three.AveragePopularity);
        Assert.Equal([2 / 5.0, 1 / 5.0, 2 / 5.0, 0], three.SliceShares);
        Assert.Null(three.Diversity);

        // Only the first list has two items with categories: cosines 1/√2, 0 and 0.
        Assert.Equal(1 - (1 / Math.Sqrt(2) / 3), three.CategoryDiversity!.Value, 6);
    }

    [Fact]
    public void Sampled_DrawnItems_AreNeitherHistoryNorTargets()
    {
        var test = new TestCase(5, new UserSequence("u", new[] { 0, 1, 2 }), new[] { 3 });
        float[] scores = [9, 9, 9, 5, 7, 1, 5, 5];

        // All four items that are left are drawn: one is better, two are equal and come later.
        Assert.Equal(2, new SampledItems(items: 8, count: 4).RankOf(scores, test));
    }
}
