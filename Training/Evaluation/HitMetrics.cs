namespace Manidala.Training.Evaluation;

/// <summary>How well one list of length k found its targets.</summary>
/// <param name="HitRate">1 where a target is in the list, else 0. For a single target also its precision in the sense of the session papers (P@k).</param>
/// <param name="Ndcg">The sum of 1 / log2(rank + 1) over the targets found, over the best sum that was possible.</param>
/// <param name="ReciprocalRank">1 / rank of the first target found, else 0.</param>
/// <param name="Recall">The share of the targets that was found.</param>
internal readonly record struct HitMetrics(double HitRate, double Ndcg, double ReciprocalRank, double Recall)
{
    /// <param name="ranks">One a target, from 1; 0 for a miss.</param>
    public static HitMetrics At(int k, ReadOnlySpan<int> ranks)
    {
        int found = 0;
        int best = int.MaxValue;
        double gain = 0;
        foreach (int rank in ranks)
        {
            if (rank > 0 && rank <= k)
            {
                found++;
                best = Math.Min(best, rank);
                gain += Gain(rank);
            }
        }

        return found == 0 ? default : new HitMetrics(1, gain / Ideal(Math.Min(k, ranks.Length)), 1.0 / best, (double)found / ranks.Length);
    }

    public static HitMetrics operator +(HitMetrics left, HitMetrics right) => new(
        left.HitRate + right.HitRate, left.Ndcg + right.Ndcg, left.ReciprocalRank + right.ReciprocalRank, left.Recall + right.Recall);

    public static HitMetrics operator /(HitMetrics sum, double count) =>
        new(sum.HitRate / count, sum.Ndcg / count, sum.ReciprocalRank / count, sum.Recall / count);

    private static double Gain(int rank) => 1 / Math.Log2(rank + 1);

    private static double Ideal(int targets)
    {
        double sum = 0;
        for (int rank = 1; rank <= targets; rank++)
        {
            sum += Gain(rank);
        }

        return sum;
    }
}
