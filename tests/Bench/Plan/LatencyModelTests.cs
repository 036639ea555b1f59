using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class LatencyModelTests
{
    [Fact]
    public void P99Ms_AtHalfLoadWithoutSearch_IsWhatIsMeasured()
    {
        var latency = new LatencyModel(.008, new Retrieval("none", 0, 0, null));

        Assert.Equal(8, latency.P99Ms(.5), 1e-9);
    }

    [Theory]
    [InlineData(.001, 0)]
    [InlineData(0, .002)]
    [InlineData(.0003, .001)]
    public void UtilisationAt_ABound_IsWhereP99ReachesIt(double seconds, double passSeconds)
    {
        var latency = new LatencyModel(.008, new Retrieval("some", seconds, passSeconds, null));

        double busy = latency.UtilisationAt(20);

        Assert.InRange(busy, .1, .9);
        Assert.Equal(20, latency.P99Ms(busy), 1e-9);
    }

    [Fact]
    public void UtilisationAt_BoundBelowOneSearch_IsNone()
    {
        var latency = new LatencyModel(.001, new Retrieval("slow", .03, 0, null));

        Assert.Equal(0, latency.UtilisationAt(20));
    }
}
