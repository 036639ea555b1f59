namespace Manidala.Engine.Feeds;

/// <summary>
/// Puts a page together from items in order, pins and explored places: pins where they are pinned, draws where the policy explores, and otherwise the next item in
/// order. Each item comes once. Propensities are the probability that the policy puts this very item in this place, with what stands above it.
/// </summary>
/// <param name="pins">The item of each pinned place of the page.</param>
/// <param name="pool">What is drawn from; null where nothing is explored.</param>
/// <param name="policy">Null where nothing is explored.</param>
/// <param name="firstPlace">How many places the pages before had: explored places and pins count from the beginning of the scroll.</param>
internal sealed class PageComposer(
    IReadOnlyDictionary<int, Candidate> pins, DrawPool? pool, ExplorationOptions? policy, int firstPlace, ulong seed)
{
    private SplitMix _random = new(seed);

    /// <summary>Fills the page and answers how many places it filled.</summary>
    public int Fill(ReadOnlySpan<Candidate> inOrder, Span<PlacedItem> page)
    {
        var taken = new HashSet<int>();
        foreach (Candidate pin in pins.Values)
        {
            taken.Add(pin.Ordinal);
            pool?.Remove(pin.Ordinal);
        }

        int next = 0;
        int count = 0;
        while (count < page.Length)
        {
            if (pins.TryGetValue(count, out Candidate pinned))
            {
                page[count++] = new PlacedItem(pinned, Propensity: 1, IsPinned: true);
                continue;
            }

            while (next < inOrder.Length && taken.Contains(inOrder[next].Ordinal))
            {
                next++;
            }

            Candidate? following = next < inOrder.Length ? inOrder[next] : null;
            if (Place(count, following) is not { } placed)
            {
                break;
            }

            page[count++] = placed;
            taken.Add(placed.Item.Ordinal);
            pool?.Remove(placed.Item.Ordinal);
        }

        return count + Append(pins, page, count);
    }

    // Pins of places that the page does not come to stand at its end.
    private static int Append(IReadOnlyDictionary<int, Candidate> pins, Span<PlacedItem> page, int count)
    {
        int appended = 0;
        foreach ((_, Candidate pin) in pins.Where(pin => pin.Key >= count).OrderBy(pin => pin.Key))
        {
            page[count + appended++] = new PlacedItem(pin, Propensity: 1, IsPinned: true);
        }

        return appended;
    }

    private PlacedItem? Place(int place, Candidate? following)
    {
        bool explores = policy is not null && pool is { Count: > 0 } && Blending.Slots.IsEvery(policy.Every, firstPlace + place);
        if (!explores)
        {
            return following is { } only ? new PlacedItem(only, Propensity: 1, IsPinned: false) : null;
        }

        // Where there is no item in order, a draw is certain.
        double draws = following is null ? 1 : policy!.Probability;
        double each = draws / pool!.Count;
        if (_random.NextDouble() >= draws)
        {
            Candidate kept = following!.Value;
            return new PlacedItem(kept, (1 - draws) + (pool.Contains(kept.Ordinal) ? each : 0), IsPinned: false);
        }

        int drawn = pool.Draw(ref _random);
        bool isFollowing = following is { } one && one.Ordinal == drawn;
        var explored = new Candidate(drawn, FeedSource.Exploration, 0, 0);
        return new PlacedItem(explored, each + (isFollowing ? 1 - draws : 0), IsPinned: false);
    }
}

/// <summary>An item in its place.</summary>
internal readonly record struct PlacedItem(Candidate Item, double Propensity, bool IsPinned);
