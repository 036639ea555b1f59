using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    [Fact]
    public void Averages_OfFourUsers_AreThoseByHand()
    {
        var metrics = new RankingMetrics();

        metrics.Add(1);
        metrics.Add(3);
        metrics.Add(10);
        metrics.Add(11);

        Assert.Equal(3.0 / 4, metrics.HitRate, 12);
        Assert.Equal((1 + (1 / 2.0) + (1 / 3.4594316186372973)) / 4, metrics.Ndcg, 12);
        Assert.Equal((1 + (1 / 3.0) + (1 / 10.0) + (1 / 11.0)) / 4, metrics.MeanReciprocalRank, 12);
    }

    [Fact]
    public void AddMiss_CountsTheUserAndNothingElse()
    {
        var metrics = new RankingMetrics();

        metrics.Add(1);
        metrics.AddMiss();

        Assert.Equal(2, metrics.Users);
        Assert.Equal(0.5, metrics.HitRate);
        Assert.Equal(0.5, metrics.Ndcg);
    }

    [Fact]
    public void Averages_OfNobody_AreZero() => Assert.Equal(0, new RankingMetrics().HitRate);
}
