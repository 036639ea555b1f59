using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class FreshnessTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(7, 1, 0.5)]
    [InlineData(14, 1, 0.25)]
    [InlineData(14, 0.4, 0.7)]
    [InlineData(1000, 0, 1)]
    [InlineData(-3, 1, 1)]
    public void Factor_Age_HalvesWhatFreshnessAdds(double days, double weight, double expected) =>
        Assert.Equal((float)expected, Freshness.Factor(TimeSpan.FromDays(days), TimeSpan.FromDays(7), weight), 6);
}
