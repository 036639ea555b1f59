namespace Manidala.Training.Evaluation;

/// <summary>How well one way of ranking did.</summary>
/// <param name="MeanReciprocalRank">Null where only a short list is known, as from a served feed.</param>
internal sealed record RankingResult(string Name, double HitRate, double Ndcg, double? MeanReciprocalRank)
{
    public static RankingResult Of(string name, RankingMetrics metrics) =>
        new(name, metrics.HitRate, metrics.Ndcg, metrics.MeanReciprocalRank);
}
