namespace Manidala.Bench.Drills.Soaking;

/// <summary>
/// How much something grew over a time, from many samples that jump: the median of the slopes between all pairs of them (Theil and Sen's estimate), which up to 29 %
/// of wild samples cannot move far, as a share of their median.
/// </summary>
internal static class Growth
{
    /// <returns>0.1 for a tenth more at the end than at the beginning; 0 of fewer than two samples.</returns>
    public static double Of(IReadOnlyList<(TimeSpan At, double Value)> samples)
    {
        var slopes = new List<double>(samples.Count * (samples.Count - 1) / 2);
        for (int later = 1; later < samples.Count; later++)
        {
            for (int earlier = 0; earlier < later; earlier++)
            {
                slopes.Add((samples[later].Value - samples[earlier].Value) / (samples[later].At - samples[earlier].At).TotalSeconds);
            }
        }

        double level = slopes.Count == 0 ? 0 : Median(samples.Select(sample => sample.Value));
        return level == 0 ? 0 : Median(slopes) * (samples[^1].At - samples[0].At).TotalSeconds / level;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
