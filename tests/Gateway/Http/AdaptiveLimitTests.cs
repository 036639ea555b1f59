using Manidala.Gateway.Http;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Gateway.Tests.Http;

public sealed class AdaptiveLimitTests
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryEnter_AtFirst_LetsInTheMost()
    {
        AdaptiveLimit limit = Limit(least: 2, most: 5);

        Assert.Equal([true, true, true, true, true, false], Enumerable.Range(0, 6).Select(_ => limit.TryEnter(out long _)));
    }

    [Fact]
    public void Running_WhileSomeAreInProgress_CountsThemAndNotTheRefused()
    {
        AdaptiveLimit limit = Limit(least: 1, most: 2);
        Assert.True(limit.TryEnter(out long first));
        Assert.True(limit.TryEnter(out long _));
        Assert.False(limit.TryEnter(out long _));

        limit.Leave(first);

        Assert.Equal(1, limit.Running);
    }

    [Fact]
    public void Leave_WhereAllAreSlow_LetsInFewerFromInterval_ToInterval()
    {
        AdaptiveLimit limit = Limit(least: 8, most: 1000);

        RunInterval(limit, together: 100, took: TimeSpan.FromMilliseconds(101));
        Assert.Equal(80, limit.Current);
        RunInterval(limit, together: 80, took: TimeSpan.FromMilliseconds(101));
        Assert.Equal(64, limit.Current);
    }

    [Fact]
    public void Leave_WhereAllAreSlowForLong_StaysAtTheLeast()
    {
        AdaptiveLimit limit = Limit(least: 8, most: 1000);

        for (int interval = 0; interval < 50; interval++)
        {
            RunInterval(limit, together: limit.Current, took: TimeSpan.FromMilliseconds(101));
        }

        Assert.Equal(8, limit.Current);
    }

    [Fact]
    public void Leave_WhereOneIsQuick_RefusesNobody()
    {
        AdaptiveLimit limit = Limit(least: 8, most: 1000);
        long[] slow = [.. Enumerable.Range(0, 99).Select(_ => Enter(limit))];
        _time.Advance(Interval / 2);
        limit.Leave(Enter(limit));
        _time.Advance(Interval);

        Array.ForEach(slow, limit.Leave);

        Assert.Equal(1000, limit.Current);
    }

    [Fact]
    public void Leave_QuickAgain_IsBackAtTheMostWithinTwoSeconds()
    {
        AdaptiveLimit limit = Limit(least: 8, most: 4096);
        for (int interval = 0; interval < 50; interval++)
        {
            RunInterval(limit, together: limit.Current, took: TimeSpan.FromMilliseconds(101));
        }

        for (int interval = 0; interval < 20; interval++)
        {
            _time.Advance(Interval);
            RunInterval(limit, together: 1, took: TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(4096, limit.Current);
    }

    private AdaptiveLimit Limit(int least, int most) => new(least, most, Target, _time);

    private void RunInterval(AdaptiveLimit limit, int together, TimeSpan took)
    {
        long[] entered = [.. Enumerable.Range(0, together).Select(_ => Enter(limit))];
        _time.Advance(took);
        Array.ForEach(entered, limit.Leave);
    }

    private static long Enter(AdaptiveLimit limit)
    {
        Assert.True(limit.TryEnter(out long startedAt));
        return startedAt;
    }
}
