using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Draws items for each case, evenly from all that are neither history nor target, the same ones for every ranker.
/// </summary>
internal sealed class SampledItems(int items, int count)
{
    private const ulong Seed = 99;

    /// <summary>The first target's rank among the drawn items and itself.</summary>
    public int RankOf(ReadOnlySpan<float> scores, TestCase test)
    {
        var taken = new HashSet<int>(test.Targets.ToArray());
        taken.UnionWith(test.History.Items.ToArray());
        int target = test.Targets.Span[0];
        var random = new SeededRandom(Seed + ((ulong)test.Group << 32) + (ulong)test.History.Items.Length);
        int rank = 1;
        for (int drawn = 0; drawn < count;)
        {
            int item = random.Next(items);
            if (taken.Add(item))
            {
                drawn++;

                // The ranker knows the target. An item that it does not know stands behind.
                rank += item < scores.Length && (scores[item] > scores[target] || (scores[item] == scores[target] && item < target)) ? 1 : 0;
            }
        }

        return rank;
    }
}
