namespace Manidala.Engine.Feeds;

/// <summary>
/// Several limits at once: each place goes to the first item that breaks none of them, or, where all break some, to the first of those that break the fewest. No
/// item is lost.
/// </summary>
internal static class WindowLimits
{
    /// <param name="places">How many are chosen; the others follow as they were.</param>
    /// <param name="order">Filled with the items' numbers.</param>
    /// <param name="broken">For each item the key that first held it back; null for none.</param>
    public static void Order(IReadOnlyList<WindowLimit> limits, int places, Span<int> order, Span<string?> broken)
    {
        for (int item = 0; item < order.Length; item++)
        {
            order[item] = item;
        }

        for (int place = 0; place < Math.Min(places, order.Length); place++)
        {
            int best = First(limits, order[place..], broken) + place;
            int chosen = order[best];
            order[place..best].CopyTo(order[(place + 1)..]);
            order[place] = chosen;
            foreach (WindowLimit limit in limits)
            {
                limit.Take(chosen);
            }
        }
    }

    private static int First(IReadOnlyList<WindowLimit> limits, ReadOnlySpan<int> left, Span<string?> broken)
    {
        int best = 0;
        int fewest = int.MaxValue;
        for (int at = 0; at < left.Length && fewest > 0; at++)
        {
            int count = 0;
            foreach (WindowLimit limit in limits)
            {
                if (limit.Broken(left[at]) is { } key)
                {
                    count++;
                    broken[left[at]] ??= key;
                }
            }

            if (count < fewest)
            {
                fewest = count;
                best = at;
            }
        }

        return best;
    }
}
