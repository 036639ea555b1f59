using Manidala.Bench.Dashboards.Pictures;

namespace Manidala.Bench.Tests.Dashboards;

public sealed class UnitTextTests
{
    [Theory]
    [InlineData(0, "s", "0")]
    [InlineData(0.0000425, "s", "42.5 µs")]
    [InlineData(0.05, "s", "50 ms")]
    [InlineData(12, "ms", "12 ms")]
    [InlineData(1_209_600, "s", "14 d")]
    [InlineData(0.001, "percentunit", "0.1 %")]
    [InlineData(95, "percent", "95 %")]
    [InlineData(3_221_225_472, "bytes", "3 GiB")]
    [InlineData(12_500, "reqps", "12.5 k/s")]
    [InlineData(64, "short", "64")]
    public void Of_ANumberAndGrafanasUnit_IsShort(double value, string unit, string text) => Assert.Equal(text, UnitText.Of(value, unit));
}
