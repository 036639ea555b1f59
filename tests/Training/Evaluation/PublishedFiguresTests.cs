using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Import;

namespace Manidala.Training.Tests.Evaluation;

public sealed class PublishedFiguresTests
{
    private static readonly EvaluationSettings Settings = new() { Lengths = [20] };

    [Theory]
    [InlineData("ml-1m/sequences.sasrec-order.txt.gz", 6040, 0.0364, 0.0179)]
    [InlineData("amazon-beauty/beauty.txt.gz", 22363, 0.0135, 0.0061)]
    public void Popularity_PublishedLog_GivesThePublishedFigures(string file, int users, double hitRate, double ndcg)
    {
        Dataset dataset = SequenceFile.Read(SharedData.Require(file), new SequenceFormat(HasUser: true), new MalformedLines(0));
        TestSet tests = LeaveOneOutTest.Build(dataset, HeldOutUsers.Choose(dataset, most: null));

        RankingResult result = Measure(tests, new PopularityScorer(tests.Known));

        Assert.Equal(users, tests.Cases.Count);
        Assert.Equal(hitRate, result.HitRate, 4);
        Assert.Equal(ndcg, result.Ndcg, 4);
    }

    [Fact]
    public void Baselines_Yoochoose_GiveThePublishedPopularityAndItemKnnNearIt()
    {
        TestSet all = ReadYoochoose(most: null);

        // Some of the sessions are enough to place the slower two.
        TestSet tests = ReadYoochoose(most: 3_000);

        CutoffMetrics popularity = Measure(all, new PopularityScorer(all.Known)).Details!.AtLength(20);
        CutoffMetrics itemKnn = Measure(tests, new ItemKnnScorer(tests.Known)).Details!.AtLength(20);
        using var scorer = new VmisKnnScorer(tests.Known, Settings.VmisSessions, Settings.VmisNeighbours);
        CutoffMetrics vmis = Measure(tests, scorer).Details!.AtLength(20);

        Assert.Equal(55_898, all.Cases.Count);
        Assert.Equal(0.0731, popularity.Hits.HitRate, 4);
        Assert.Equal(0.0169, popularity.Hits.ReciprocalRank, 4);

        // The published one looks at the last item alone; ours at the whole session.
        Assert.InRange(itemKnn.Hits.HitRate, 0.5263 - 0.03, 0.5263 + 0.03);
        Assert.InRange(itemKnn.Hits.ReciprocalRank, 0.2228 - 0.02, 0.2228 + 0.02);
        Assert.True(vmis.HitRateInterval.Low > itemKnn.HitRateInterval.High, $"VMIS-kNN found {vmis.Hits.HitRate}");
    }

    private static RankingResult Measure(TestSet tests, IScorer scorer) =>
        new RankingRun(tests, Settings, embeddings: null, categories: null)
            .Measure(new BaselineRanker(scorer, tests.Known.ItemIds.Count), _ => { }, TestContext.Current.CancellationToken);

    private static TestSet ReadYoochoose(int? most)
    {
        var rows = new ItemRows();
        var format = new SequenceFormat(HasUser: false, KeepsRepeats: true);
        Dataset known = SequenceFile.Read(SharedData.Require("yoochoose1_64/yoochoose1_64.train.txt.gz"), format, new MalformedLines(0), rows);
        Dataset sessions = SequenceFile.Read(SharedData.Require("yoochoose1_64/yoochoose1_64.test.txt.gz"), format, new MalformedLines(0), rows);
        return SessionTest.Build(sessions, known, most);
    }
}
