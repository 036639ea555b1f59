using Manidala.Engine.Sessions;

namespace Manidala.Engine.Tests.Sessions;

public sealed class SeenItemsTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 20)]
    [InlineData(100, 150)]
    [InlineData(1000, 5000)]
    public void Add_RandomItems_EqualsQueueAndSet(int capacity, int range)
    {
        var random = new Random(capacity);
        var seen = new SeenItems(capacity);
        var twin = new List<int>();

        for (int step = 0; step < 20_000; step++)
        {
            int item = random.Next(range);
            seen.Add(item);
            AddToTwin(twin, item, capacity);
            if (step % 301 == 0)
            {
                seen.EnsureCapacity(random.Next(2 * capacity));
            }

            if (step % 97 == 0)
            {
                Assert.Equal(twin, Enumerable.Range(0, seen.Count).Select(index => seen[index]));
                Assert.All(Enumerable.Range(0, range), candidate => Assert.Equal(twin.Contains(candidate), seen.Contains(candidate)));
            }
        }
    }

    [Fact]
    public void Clear_AfterItems_ForgetsAndTakesNewOnes()
    {
        var seen = new SeenItems(4);
        seen.Add(1);
        seen.Add(2);

        seen.Clear();
        seen.Add(3);

        Assert.False(seen.Contains(1));
        Assert.True(seen.Contains(3));
        Assert.Equal(1, seen.Count);
    }

    private static void AddToTwin(List<int> twin, int item, int capacity)
    {
        if (twin.Contains(item))
        {
            return;
        }

        if (twin.Count == capacity)
        {
            twin.RemoveAt(0);
        }

        twin.Add(item);
    }
}
