using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

public sealed class ScorerTests
{
    [Fact]
    public void Popularity_CountsAllButTheTestItems()
    {
        var dataset = new Dataset(["a", "b", "c"], [new UserSequence("u", new[] { 0, 1, 2, 1, 0 }), new UserSequence("v", new[] { 2, 1 })], 0);
        float[] scores = new float[3];

        new PopularityScorer(LeaveOneOutTest.KnownBefore(dataset)).Score(0, [], scores);

        Assert.Equal([1f, 3f, 2f], scores);
    }

    [Fact]
    public void ItemKnn_RandomLogs_EqualsTheSlowTwin()
    {
        const int Items = 40;
        var random = new SeededRandom(11);
        UserSequence[] users =
        [
            .. Enumerable.Range(0, 60).Select(user => new UserSequence($"u{user}", Enumerable.Range(0, 2 + random.Next(12)).Select(_ => random.Next(Items)).ToArray())),
        ];
        var dataset = new Dataset([.. Enumerable.Range(0, Items).Select(item => $"i{item}")], users, 0);
        var scorer = new ItemKnnScorer(LeaveOneOutTest.KnownBefore(dataset));
        float[] scores = new float[Items];

        foreach (UserSequence user in users)
        {
            scorer.Score(0, user.Items.Span, scores);

            for (int item = 0; item < Items; item++)
            {
                Assert.Equal(SlowScore(dataset, user.Items.ToArray(), item), scores[item], 1e-5);
            }
        }
    }

    [Fact]
    public void Random_SameUser_IsTheSameOrderAndAnotherUserAnother()
    {
        var scorer = new RandomScorer(1);
        float[] first = new float[20];
        float[] again = new float[20];
        float[] other = new float[20];

        scorer.Score(3, [], first);
        scorer.Score(3, [], again);
        scorer.Score(4, [], other);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Choose_TargetInHistoryOrTooShort_IsSkippedAndCounted()
    {
        var dataset = new Dataset(
            ["a", "b", "c"], [new UserSequence("seen", new[] { 0, 1, 0 }), new UserSequence("short", new[] { 0, 1 }), new UserSequence("good", new[] { 0, 1, 2 })], 0);

        HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, most: null);

        Assert.Equal([2], heldOut.Users);
        Assert.Equal((1, 1), (heldOut.TooShort, heldOut.TargetSeen));
    }

    [Fact]
    public void Choose_Fewer_SpreadsOverAll()
    {
        var dataset = new Dataset(
            ["a", "b", "c"], [.. Enumerable.Range(0, 10).Select(user => new UserSequence($"{user}", new[] { 0, 1, 2 }))], 0);

        Assert.Equal([0, 3, 6], HeldOutUsers.Choose(dataset, most: 3).Users);
    }

    // Cosine of two items' columns of the user-item table, written as it is defined.
    private static double SlowScore(Dataset dataset, int[] history, int item)
    {
        double score = 0;
        for (int place = 0; place < history.Length; place++)
        {
            if (history[place] != item)
            {
                score += Cosine(dataset, history[place], item) / (history.Length - place);
            }
        }

        return score;
    }

    private static double Cosine(Dataset dataset, int a, int b)
    {
        bool[] withA = [.. dataset.Users.Select(user => LeaveOneOut.KnownBeforeTest(user).Contains(a))];
        bool[] withB = [.. dataset.Users.Select(user => LeaveOneOut.KnownBeforeTest(user).Contains(b))];
        int both = withA.Zip(withB).Count(pair => pair.First && pair.Second);
        return both == 0 ? 0 : both / Math.Sqrt((double)withA.Count(has => has) * withB.Count(has => has));
    }
}
