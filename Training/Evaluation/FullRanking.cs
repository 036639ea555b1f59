namespace Manidala.Training.Evaluation;

/// <summary>The place of an item among all items.</summary>
internal static class FullRanking
{
    /// <summary>
    /// The rank (from 1) of <paramref name="target"/> by score, higher first, with the history's items removed. Of equal scores the lower row
    /// goes first, so that a rank never depends on chance.
    /// </summary>
    /// <param name="scores">Overwritten where the history's items stand.</param>
    public static int RankOf(Span<float> scores, ReadOnlySpan<int> history, int target)
    {
        float score = scores[target];
        foreach (int seen in history)
        {
            scores[seen] = float.NegativeInfinity;
        }

        int better = 0;
        for (int item = 0; item < scores.Length; item++)
        {
            if (scores[item] > score || (scores[item] == score && item < target))
            {
                better++;
            }
        }

        return better + 1;
    }
}
