using Manidala.Bench.Drills.Soaking;

namespace Manidala.Bench.Tests.Drills;

public sealed class GrowthTests
{
    [Fact]
    public void Of_ASteadyRise_IsItsShareOfTheMedian() => Assert.Equal(1.0, Growth.Of([.. Samples(11, at => 100 + (20 * at))]), 6);

    [Fact]
    public void Of_WhatJumpsAndStaysWhereItIs_IsNothing() => Assert.Equal(0, Growth.Of([.. Samples(60, at => 100 + (at % 2 * 40))]), 2);

    [Fact]
    public void Of_AQuarterOfWildSamples_IsThatOfTheOthers()
    {
        double growth = Growth.Of([.. Samples(40, at => at % 4 == 0 ? 10_000 - (200 * at) : 100 + at)]);

        Assert.InRange(growth, 0.15, 0.45);
    }

    [Fact]
    public void Of_OneSample_IsNothing() => Assert.Equal(0, Growth.Of([.. Samples(1, _ => 5)]));

    private static IEnumerable<(TimeSpan At, double Value)> Samples(int count, Func<int, double> value) =>
        Enumerable.Range(0, count).Select(at => (TimeSpan.FromSeconds(at), value(at)));
}
