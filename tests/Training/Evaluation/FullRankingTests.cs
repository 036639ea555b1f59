using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

public sealed class FullRankingTests
{
    [Fact]
    public void RankOf_HistoryAndTies_RemovesTheOneAndOrdersTheOtherByRow()
    {
        float[] scores = [5, 9, 7, 5, 5, 1];

        FullRanking.Hide(scores, [1, 6]);

        // Row 1 is seen, row 2 is better, row 0 is equal and comes first, row 4 is equal and comes later.
        Assert.Equal(3, FullRanking.RankOf(scores, target: 3));
    }

    [Fact]
    public void RankOfAndTop_RandomScoresWithTies_EqualTheSlowTwin()
    {
        var random = new SeededRandom(3);
        for (int round = 0; round < 200; round++)
        {
            float[] scores = [.. Enumerable.Range(0, 1 + random.Next(70)).Select(_ => (float)random.Next(9))];
            int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row)];
            int[] list = new int[10];

            int found = FullRanking.Top(scores, list);

            Assert.Equal(order.Take(10), list.Take(found));
            Assert.All(order.Index(), pair => Assert.Equal(pair.Index + 1, FullRanking.RankOf(scores, pair.Item)));
        }
    }

    [Fact]
    public void Top_HiddenItems_AreNotShownAlsoWhereRoomIsLeft()
    {
        float[] scores = [1, 2, 3];
        int[] list = new int[3];
        FullRanking.Hide(scores, [2]);

        int found = FullRanking.Top(scores, list);

        Assert.Equal([1, 0], list.Take(found));
    }
}
