using Manidala.Engine.Trending;

namespace Manidala.Engine.Tests.Trending;

public sealed class DecayedCountsTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Top_RandomInteractions_EqualsTheSumOfDecayedWeights()
    {
        var random = new Random(4);
        var counts = new DecayedCounts(TimeSpan.FromHours(2), capacity: 100);
        var events = Enumerable.Range(0, 500)
            .Select(_ => (Item: $"item-{random.Next(20)}", Weight: random.NextDouble() * 5, Time: random.NextInt64(100 * Hour))).ToList();
        events.ForEach(one => counts.Add(one.Item, one.Weight, one.Time));

        var top = counts.Top(20);

        var twin = events.GroupBy(one => one.Item)
            .Select(group => (Item: group.Key, Weight: group.Sum(one => one.Weight * Math.Pow(0.5, (100 * Hour - one.Time) / (2.0 * Hour)))))
            .OrderByDescending(entry => entry.Weight).ToList();
        Assert.Equal(twin.Select(entry => entry.Item), top.Select(entry => entry.Item));
        Assert.All(top.Zip(twin), pair => Assert.Equal(pair.Second.Weight, Math.Pow(2, pair.First.Log2 - (100 * Hour / (2.0 * Hour))), 1e-9 * pair.Second.Weight));
    }

    [Fact]
    public void Remove_WhatWasAdded_LeavesTheCountsOfTheRest()
    {
        var random = new Random(5);
        var counts = new DecayedCounts(TimeSpan.FromHours(2), capacity: 100);
        var rest = new DecayedCounts(TimeSpan.FromHours(2), capacity: 100);
        var events = Enumerable.Range(0, 300)
            .Select(_ => (Item: $"item-{random.Next(20)}", Weight: 1 + (random.NextDouble() * 4), Time: random.NextInt64(20 * Hour), IsGone: random.Next(3) == 0)).ToList();
        events.ForEach(one => counts.Add(one.Item, one.Weight, one.Time));
        events.Where(one => !one.IsGone).ToList().ForEach(one => rest.Add(one.Item, one.Weight, one.Time));

        events.Where(one => one.IsGone).ToList().ForEach(one => counts.Remove(one.Item, one.Weight, one.Time));

        Assert.Equal(rest.Top(20).Select(entry => entry.Item), counts.Top(20).Select(entry => entry.Item));
        Assert.All(rest.Top(20).Zip(counts.Top(20)), pair => Assert.Equal(pair.First.Log2, pair.Second.Log2, 1e-6));
    }

    [Fact]
    public void Remove_AllOfAnItemOrWhatWasNeverCounted_LeavesNothing()
    {
        var counts = new DecayedCounts(TimeSpan.FromHours(1), capacity: 10);
        counts.Add("a", 3, 5 * Hour);

        counts.Remove("a", 3, 5 * Hour);
        counts.Remove("b", 1, 0);
        counts.Add("c", 1, 0);
        counts.Remove("c", 100, 0);

        Assert.Empty(counts.Top(10));
    }

    [Fact]
    public void Top_InteractionsThirtyYearsApart_KeepsTheOrderOfTheOldOnes()
    {
        var counts = new DecayedCounts(TimeSpan.FromHours(1), capacity: 10);
        counts.Add("old", 1, 0);
        counts.Add("older", 1, -5 * Hour);
        counts.Add("new", 1, 30L * 365 * 24 * Hour);

        var top = counts.Top(3);

        Assert.Equal(["new", "old", "older"], top.Select(entry => entry.Item));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Add_WeightThatIsNotPositive_ChangesNothing(double weight)
    {
        var counts = new DecayedCounts(TimeSpan.FromHours(1), capacity: 10);

        counts.Add("a", weight, 0);

        Assert.Empty(counts.Top(1));
    }

    [Fact]
    public void Add_BeyondTwiceTheCapacity_KeepsTheHighest()
    {
        var counts = new DecayedCounts(TimeSpan.FromHours(1), capacity: 3);

        for (int item = 1; item <= 7; item++)
        {
            counts.Add($"item-{item}", item, 0);
        }

        Assert.Equal(["item-7", "item-6", "item-5"], counts.Top(10).Select(entry => entry.Item));
    }
}
