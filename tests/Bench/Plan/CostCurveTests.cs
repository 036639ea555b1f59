using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class CostCurveTests
{
    private static readonly CostCurve Curve = Samples.Curve((100, 1), (200, 3), (400, 4));

    [Theory]
    [InlineData(100, 1)]
    [InlineData(150, 2)]
    [InlineData(200, 3)]
    [InlineData(300, 3.5)]
    [InlineData(400, 4)]
    public void At_BetweenPoints_IsStraight(double items, double expected) => Assert.Equal(expected, Curve.At(items), 1e-12);

    [Fact]
    public void At_BelowTheFirstPoint_IsNoBetterThanIt() => Assert.Equal(1, Curve.At(1));

    [Fact]
    public void At_BeyondTheLastPoint_GoesOnAsBetweenTheLastTwo() => Assert.Equal(5, Curve.At(600), 1e-12);

    [Fact]
    public void At_BeyondPointsThatFall_IsNoBetterThanTheLast() => Assert.Equal(1, Samples.Curve((100, 2), (200, 1)).At(1000));

    [Fact]
    public void At_BeyondOnePoint_IsInProportion() => Assert.Equal(4, Samples.Curve((100, 2)).At(200), 1e-12);
}
