using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class WindowLimitsTests
{
    [Fact]
    public void Order_TooManyOfOneKey_AreHeldBackUntilTheWindowHasPassed()
    {
        (int[] order, string?[] broken) = Order(places: 6, (2, 3, [["a"], ["a"], ["a"], ["b"], ["b"], ["a"]]));

        Assert.Equal([0, 1, 3, 2, 4, 5], order);
        Assert.Equal(["", "", "a", "", "", ""], broken.Select(key => key ?? ""));
    }

    [Fact]
    public void Order_NothingElseIsLeft_BreaksTheLimitAndLosesNothing()
    {
        (int[] order, _) = Order(places: 3, (1, 3, [["a"], ["a"], ["a"]]));

        Assert.Equal([0, 1, 2], order);
    }

    [Fact]
    public void Order_TwoLimits_PrefersTheItemThatBreaksFewer()
    {
        (int[] order, _) = Order(places: 3, (1, 3, [["a"], ["a"], ["a"]]), (1, 3, [["x"], ["x"], ["y"]]));

        Assert.Equal([0, 2, 1], order);
    }

    [Fact]
    public void Order_ItemOfSeveralKeysOrNone_CountsUnderEach()
    {
        (int[] order, _) = Order(places: 4, (1, 4, [["a", "b"], ["b"], [], ["c"]]));

        Assert.Equal([0, 2, 3, 1], order);
    }

    [Fact]
    public void Order_BeyondThePlaces_FollowsAsItWas()
    {
        (int[] order, _) = Order(places: 2, (1, 2, [["a"], ["a"], ["a"], ["b"]]));

        Assert.Equal([0, 3, 1, 2], order);
    }

    [Fact]
    public void Order_DrawnItems_BreaksNoWindowWhereItNeedNot()
    {
        var random = new Random(3);
        for (int run = 0; run < 100; run++)
        {
            string[][] keys = [.. Enumerable.Range(0, 60).Select(_ => (string[])[$"{random.Next(8)}"])];

            (int[] order, _) = Order(places: 20, (2, 6, keys));

            // Eight keys of which a window holds three at most twice: with sixty items something is always free.
            Assert.Equal(Enumerable.Range(0, 60), order.Order());
            for (int first = 0; first + 6 <= 20; first++)
            {
                Assert.True(order[first..(first + 6)].GroupBy(item => keys[item][0]).All(group => group.Count() <= 2));
            }
        }
    }

    private static (int[] Order, string?[] Broken) Order(int places, params (int Most, int Window, string[][] Keys)[] limits)
    {
        int[] order = new int[limits[0].Keys.Length];
        string?[] broken = new string?[order.Length];
        WindowLimits.Order([.. limits.Select(limit => new WindowLimit(limit.Most, limit.Window, limit.Keys))], places, order, broken);
        return (order, broken);
    }
}
