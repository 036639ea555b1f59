using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Telemetry;

public sealed class EngineMetricsTests
{
    [Fact]
    public void Instruments_All_HaveUnitAndDescription()
    {
        using var metrics = new TestMetrics();

        Assert.Equal(24, metrics.Instruments.Count);
        Assert.All(metrics.Instruments, instrument =>
        {
            Assert.Equal("Manidala.Engine", instrument.Meter.Name);
            Assert.StartsWith("manidala.", instrument.Name, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(instrument.Unit));
            Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void SearchEnded_SomebodyListens_RecordsSeconds()
    {
        using var metrics = new TestMetrics();

        long started = metrics.Engine.SearchStarted();
        metrics.Engine.SearchEnded(started);

        Assert.NotEqual(0, started);
        Assert.InRange(metrics.Sum("manidala.retrieval.search_duration"), double.Epsilon, 60);
    }
}
