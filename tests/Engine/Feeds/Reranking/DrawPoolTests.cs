using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class DrawPoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(9)]
    public void Draw_WhateverIsOut_IsEvenOverTheRest(int removed)
    {
        int[] items = [.. Enumerable.Range(100, 12)];
        var pool = new DrawPool(items, items.Contains);
        foreach (int item in items[..removed])
        {
            pool.Remove(item);
        }

        pool.Remove(7);
        var random = new SplitMix(1);
        int[] counts = new int[12];
        for (int draw = 0; draw < 12_000; draw++)
        {
            counts[pool.Draw(ref random) - 100]++;
        }

        Assert.Equal(12 - removed, pool.Count);
        Assert.All(counts[..removed], count => Assert.Equal(0, count));
        Assert.All(counts[removed..], count => Assert.InRange(count * (12 - removed) / 12_000.0, 0.85, 1.15));
    }

    [Fact]
    public void Remove_AfterTheRestIsListed_IsHonoured()
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        var pool = new DrawPool(items, items.Contains);
        var random = new SplitMix(4);
        var drawn = new List<int>();
        while (pool.Count > 0)
        {
            drawn.Add(pool.Draw(ref random));
            pool.Remove(drawn[^1]);
        }

        Assert.Equal(items, drawn.Order());
    }
}
