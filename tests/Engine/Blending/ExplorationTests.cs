using Manidala.Engine.Blending;

namespace Manidala.Engine.Tests.Blending;

public sealed class ExplorationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(97)]
    public void TryNext_AnySeed_VisitsEachItemOnce(int length)
    {
        int[] items = [.. Enumerable.Range(100, length)];

        for (ulong seed = 0; seed < 200; seed++)
        {
            var exploration = new Exploration(items, seed);
            var visited = new List<int>();
            while (exploration.TryNext(out int item))
            {
                visited.Add(item);
            }

            Assert.Equal(items, visited.Order());
        }
    }

    [Fact]
    public void TryNext_ManySeeds_EveryItemComesFirstAboutEquallyOften()
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        var firsts = new int[10];

        for (ulong seed = 0; seed < 10_000; seed++)
        {
            var exploration = new Exploration(items, seed);
            exploration.TryNext(out int item);
            firsts[item]++;
        }

        Assert.All(firsts, count => Assert.InRange(count, 850, 1150));
    }
}
