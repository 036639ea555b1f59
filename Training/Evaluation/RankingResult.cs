namespace Manidala.Training.Evaluation;

/// <summary>How well one way of ranking did; the first figures are those of lists of ten.</summary>
/// <param name="MeanReciprocalRank">Over the whole ranking. Null where only a short list is known, as from a served feed.</param>
internal sealed record RankingResult(string Name, double HitRate, double Ndcg, double? MeanReciprocalRank)
{
    /// <summary>The rest; null where only a short list is known.</summary>
    public RankingDetails? Details { get; init; }
}
