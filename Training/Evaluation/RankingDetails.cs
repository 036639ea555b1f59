namespace Manidala.Training.Evaluation;

/// <summary>All that is known of one ranker beside its first figures.</summary>
/// <param name="At">In rising length.</param>
/// <param name="Activity">By the length of the history.</param>
/// <param name="Popularity">By the popularity of the target; empty where nothing is known before the test.</param>
/// <param name="Sampled">Figures among drawn items alone; null where none were asked for.</param>
internal sealed record RankingDetails(
    IReadOnlyList<CutoffMetrics> At, IReadOnlyList<SliceResult> Activity, IReadOnlyList<SliceResult> Popularity, SampledResult? Sampled)
{
    public CutoffMetrics AtLength(int length) => At.Single(metrics => metrics.Length == length);
}
