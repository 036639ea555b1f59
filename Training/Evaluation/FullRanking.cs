using System.Numerics;
using System.Runtime.InteropServices;
using Manidala.Engine.Retrieval;

namespace Manidala.Training.Evaluation;

/// <summary>The places of items among all items. Of equal scores the lower row goes first, so that a rank never depends on chance.</summary>
internal static class FullRanking
{
    /// <summary>Leaves the items out of the ranking. Rows past the scores are in no ranking anyway.</summary>
    public static void Hide(Span<float> scores, ReadOnlySpan<int> items)
    {
        foreach (int item in items)
        {
            if (item < scores.Length)
            {
                scores[item] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>The rank (from 1) of <paramref name="target"/> by score, higher first.</summary>
    public static int RankOf(ReadOnlySpan<float> scores, int target) => RankOf(scores, target, scores[target]);

    /// <summary>The rank of <paramref name="target"/> with the history's other items left out.</summary>
    /// <param name="scores">Overwritten where the history's items stand.</param>
    public static int RankOf(Span<float> scores, ReadOnlySpan<int> history, int target)
    {
        float score = scores[target];
        Hide(scores, history);
        return RankOf(scores, target, score);
    }

    /// <summary>Fills <paramref name="list"/> with the rows of the best scores, best first, and returns how many there are.</summary>
    public static int Top(ReadOnlySpan<float> scores, Span<int> list)
    {
        ScoredItem[] room = new ScoredItem[list.Length];
        var top = new TopItems(room);
        for (int row = 0; row < scores.Length; row++)
        {
            if (scores[row] > top.Threshold)
            {
                top.Offer(row, scores[row]);
            }
        }

        int count = top.SortDescending();
        for (int place = 0; place < count; place++)
        {
            list[place] = room[place].Item;
        }

        return count;
    }

    private static int RankOf(ReadOnlySpan<float> scores, int target, float score) =>
        1 + Count<AtLeast>(scores[..target], score) + Count<Above>(scores[(target + 1)..], score);

    private static int Count<TRule>(ReadOnlySpan<float> scores, float score)
        where TRule : struct, IRule
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        Vector<int> counts = Vector<int>.Zero;
        var bar = new Vector<float>(score);
        foreach (Vector<float> vector in vectors)
        {
            // A true lane is -1.
            counts -= TRule.Compare(vector, bar);
        }

        int count = Vector.Sum(counts);
        foreach (float other in scores[(vectors.Length * Vector<float>.Count)..])
        {
            count += TRule.IsAhead(other, score) ? 1 : 0;
        }

        return count;
    }

    private interface IRule
    {
        static abstract Vector<int> Compare(Vector<float> others, Vector<float> score);

        static abstract bool IsAhead(float other, float score);
    }

    private readonly struct Above : IRule
    {
        public static Vector<int> Compare(Vector<float> others, Vector<float> score) => Vector.GreaterThan(others, score);

        public static bool IsAhead(float other, float score) => other > score;
    }

    private readonly struct AtLeast : IRule
    {
        public static Vector<int> Compare(Vector<float> others, Vector<float> score) => Vector.GreaterThanOrEqual(others, score);

        public static bool IsAhead(float other, float score) => other >= score;
    }
}
