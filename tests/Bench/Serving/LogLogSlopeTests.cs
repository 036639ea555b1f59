using Manidala.Bench.Serving;

namespace Manidala.Bench.Tests.Serving;

public sealed class LogLogSlopeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(-2)]
    public void Of_APower_IsItsExponent(double exponent)
    {
        CurvePoint[] points = [.. new[] { 1.0, 10, 100, 5_000 }.Select(x => new CurvePoint(x, 3 * Math.Pow(x, exponent)))];

        Assert.Equal(exponent, LogLogSlope.Of(points)!.Value, 3);
    }

    [Fact]
    public void Of_OnePointOrNothing_IsNone()
    {
        Assert.Null(LogLogSlope.Of([new CurvePoint(1, 1)]));
        Assert.Null(LogLogSlope.Of([new CurvePoint(1, 1), new CurvePoint(2, 0)]));
    }
}
