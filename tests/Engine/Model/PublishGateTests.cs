using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

public sealed class PublishGateTests
{
    private static readonly ValidationMetrics Active = new(0.1, 500, 1000, 20_000, ValidationMetrics.LastItem);

    [Theory]
    [InlineData(0.0979, true)]
    [InlineData(0.0981, false)]
    [InlineData(0.1, false)]
    [InlineData(0.2, false)]
    public void Compare_SameData_RefusesWhatIsWorseByMoreThanTheMargin(double ndcg, bool isRefused)
    {
        GateVerdict verdict = PublishGate.Compare("new", Active with { Ndcg = ndcg }, "old", Active, margin: 0.02);

        Assert.Equal(isRefused, verdict.IsRefused);
    }

    [Fact]
    public void Compare_Refused_NamesBothFigures()
    {
        GateVerdict verdict = PublishGate.Compare("new", Active with { Ndcg = 0.05 }, "old", Active, margin: 0.025);

        Assert.Equal(
            "validation.ndcg@10 is 0.0500 of new; allowed: at least 0.0975, which is 0.1000 of the active model old less the margin of 2.5 %, or force.",
            verdict.Note);
    }

    [Fact]
    public void Compare_EqualWithoutMargin_Passes() => Assert.False(PublishGate.Compare("new", Active, "old", Active, margin: 0).IsRefused);

    [Fact]
    public void Compare_OtherData_PassesAndSaysThatNothingWasCompared()
    {
        ValidationMetrics[] others =
        [
            Active with { Users = 501 }, Active with { Items = 999 }, Active with { Interactions = 20_001 }, Active with { Protocol = Active.Protocol + 1 },
        ];

        Assert.All(others, other =>
        {
            GateVerdict verdict = PublishGate.Compare("new", other with { Ndcg = 0.01 }, "old", Active, margin: 0.02);
            Assert.False(verdict.IsRefused);
            Assert.StartsWith("not compared with the active model old: 0.0100 was measured on", verdict.Note, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Compare_CandidateWithoutTheMetric_IsRefused()
    {
        GateVerdict verdict = PublishGate.Compare("new", null, "old", Active, margin: 0.02);

        Assert.True(verdict.IsRefused);
        Assert.Contains("missing in new", verdict.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_ActiveWithoutTheMetric_Passes() => Assert.False(PublishGate.Compare("new", null, "old", null, margin: 0.02).IsRefused);

    [Fact]
    public void Metrics_IntoAManifestAndBack_AreEqual()
    {
        var metrics = new Dictionary<string, double> { ["ndcg@10"] = 1 };

        Active.AddTo(metrics);

        Assert.Equal(Active, ValidationMetrics.Of(metrics));
        metrics.Remove(ValidationMetrics.ItemsKey);
        Assert.Null(ValidationMetrics.Of(metrics));
    }
}
