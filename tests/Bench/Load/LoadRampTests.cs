using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

public sealed class LoadRampTests
{
    private const double Peak = 1234;

    [Fact]
    public async Task Find_AnswersSlowPastAPeak_ComesNearItFromBelow()
    {
        var ramp = new LoadRamp(rate => Task.FromResult(Report(rate, p99: rate > Peak ? 500 : 3)), TimeSpan.FromMilliseconds(20));

        (double highest, IReadOnlyList<LoadRunReport> steps) = await ramp.FindAsync(100);

        Assert.InRange(highest, Peak * 0.95, Peak);
        Assert.Contains(steps, step => step.Asked == highest);
    }

    [Fact]
    public async Task Find_FirstRateFails_SaysThatNoneWasGood()
    {
        var ramp = new LoadRamp(rate => Task.FromResult(Report(rate, p99: 500)), TimeSpan.FromMilliseconds(20));

        (double highest, IReadOnlyList<LoadRunReport> steps) = await ramp.FindAsync(100);

        Assert.Equal(0, highest);
        Assert.Single(steps);
    }

    [Theory]
    [InlineData("failures")]
    [InlineData("faults")]
    [InlineData("behind")]
    public async Task Find_QuickAndYetNotWell_IsNoGoodRate(string what)
    {
        var ramp = new LoadRamp(
            rate =>
            {
                LoadRunReport report = Report(rate, p99: 3);
                var one = new Dictionary<string, long> { ["of a kind"] = 50 };
                return Task.FromResult(rate <= Peak ? report : what switch
                {
                    "failures" => report with { Failures = one },
                    "faults" => report with { Faults = one },
                    _ => report with { Sent = rate * 0.9 },
                });
            },
            TimeSpan.FromMilliseconds(20));

        Assert.InRange((await ramp.FindAsync(100)).Highest, Peak * 0.95, Peak);
    }

    private static LoadRunReport Report(double rate, double p99) => new(
        rate,
        rate,
        1,
        0,
        new Dictionary<string, Latencies> { ["feed"] = new(10_000, rate, 1, 1, 2, p99, p99, p99) },
        new Dictionary<string, long>(),
        new Dictionary<string, long>(),
        new Dictionary<string, long>());
}
