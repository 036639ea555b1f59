using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

public sealed class VmisKnnScorerTests
{
    private const int Items = 30;

    [Theory]
    [InlineData(500, 100)]
    [InlineData(7, 3)]
    [InlineData(1, 1)]
    public void Score_RandomLogs_EqualsTheSlowTwin(int mostSessions, int neighbours)
    {
        Dataset known = Logs.Random(users: 80, Items, seed: 12);
        Dataset asked = Logs.Random(users: 40, Items, seed: 13);
        using var scorer = new VmisKnnScorer(known, mostSessions, neighbours);
        float[] scores = new float[Items];

        foreach (UserSequence session in asked.Users)
        {
            scorer.Score(0, session.Items.Span, scores);

            double[] expected = SlowScores(known, session.Items.ToArray(), mostSessions, neighbours);
            Assert.All(Enumerable.Range(0, Items), item => Assert.Equal(expected[item], scores[item], 1e-3));
        }
    }

    [Fact]
    public void Score_Times_MakeTheSessionThatEndedLastTheNewest()
    {
        Dataset known = Logs.Timed("a@1 b@9", "a@1 c@2", "x@1 y@2");
        using var scorer = new VmisKnnScorer(known, mostSessions: 1, neighbours: 1);
        float[] scores = new float[known.ItemIds.Count];

        scorer.Score(0, [0], scores);

        Assert.True(scores[1] > 0);
        Assert.Equal(0, scores[2]);
    }

    // The definition, session by session.
    private static double[] SlowScores(Dataset known, int[] history, int mostSessions, int neighbours)
    {
        int[][] sessions = [.. known.Users.Select(user => user.Items.ToArray().Distinct().ToArray())];
        int[] newestFirst = [.. history.Reverse().Distinct()];
        var recent = newestFirst
            .SelectMany(item => Enumerable.Range(0, sessions.Length).Where(session => sessions[session].Contains(item)).TakeLast(mostSessions).Select(session => (session, item)))
            .GroupBy(pair => pair.session, pair => Array.IndexOf(newestFirst, pair.item))
            .OrderByDescending(group => group.Key)
            .Take(mostSessions)
            .Select(group => (Session: group.Key, Alike: (float)group.Sum(back => (double)(newestFirst.Length - back) / newestFirst.Length), Latest: group.Min()))
            .OrderByDescending(neighbour => Math.Round(neighbour.Alike, 4))
            .ThenByDescending(neighbour => neighbour.Session)
            .Take(neighbours);
        double[] scores = new double[known.ItemIds.Count];
        foreach ((int session, float alike, int latest) in recent)
        {
            foreach (int item in sessions[session])
            {
                double rarity = Math.Log((double)sessions.Length / sessions.Count(other => other.Contains(item)));
                scores[item] += alike * Math.Max(0, 1 - (latest / 10.0)) * rarity;
            }
        }

        return scores;
    }
}
