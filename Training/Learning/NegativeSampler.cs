using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>Draws distinct items evenly, by Floyd's way: each draw costs the same however close their number is to all.</summary>
internal static class NegativeSampler
{
    /// <returns>In rising order.</returns>
    public static int[] Draw(int itemCount, int count, SeededRandom random)
    {
        if (count == 0 || count >= itemCount)
        {
            return [.. Enumerable.Range(0, itemCount)];
        }

        var drawn = new HashSet<int>(count);
        for (int last = itemCount - count; last < itemCount; last++)
        {
            int item = random.Next(last + 1);
            drawn.Add(drawn.Contains(item) ? last : item);
        }

        int[] items = [.. drawn];
        Array.Sort(items);
        return items;
    }
}
