namespace Manidala.Engine.Feeds;

/// <summary>Notes what the steps of one feed do, for the explanation of those items that are shown in the end. Not thread-safe.</summary>
internal sealed class RankTrace
{
    private readonly List<StepDuration> _durations = [];
    private readonly List<(string Step, Dictionary<int, int> Places, Func<int, string> Why)> _orders = [];
    private readonly Dictionary<int, List<SourceMention>> _sources = [];
    private readonly Dictionary<int, List<string>> _rules = [];

    public void Took(string step, TimeSpan duration) => _durations.Add(new StepDuration(step, duration));

    public void Proposed(IReadOnlyList<SourceList> lists)
    {
        foreach (SourceList list in lists)
        {
            for (int place = 0; place < list.Items.Count; place++)
            {
                ProposedItem item = list.Items[place];
                Of(_sources, item.Ordinal).Add(new SourceMention(list.Source, place + 1, item.Score));
            }
        }
    }

    /// <summary>Notes the order after a step.</summary>
    /// <param name="why">Says of an item that the step has moved what moved it.</param>
    public void Ordered(string step, IReadOnlyList<Candidate> candidates, Func<int, string> why)
    {
        var places = new Dictionary<int, int>(candidates.Count);
        for (int place = 0; place < candidates.Count; place++)
        {
            places[candidates[place].Ordinal] = place + 1;
        }

        _orders.Add((step, places, why));
    }

    public void Touched(int ordinal, string rule) => Of(_rules, ordinal).Add(rule);

    public FeedReasons ToReasons(ReadOnlySpan<PlacedItem> page)
    {
        var items = new List<ItemReasons>(page.Length);
        for (int place = 0; place < page.Length; place++)
        {
            items.Add(Explain(page[place], place + 1));
        }

        return new FeedReasons(_durations, items);
    }

    private ItemReasons Explain(in PlacedItem placed, int at)
    {
        int ordinal = placed.Item.Ordinal;
        var moves = new List<ItemMove>();
        int from = 0;
        foreach ((string step, Dictionary<int, int> places, Func<int, string> why) in _orders)
        {
            if (places.TryGetValue(ordinal, out int to))
            {
                if (from > 0 && to != from)
                {
                    moves.Add(new ItemMove(step, from, to, why(ordinal)));
                }

                from = to;
            }
        }

        if (at != from)
        {
            moves.Add(new ItemMove(RankStep.Page, from, at, WhyInPage(placed, from)));
        }

        List<SourceMention> sources = Of(_sources, ordinal);
        if (sources.Count == 0 && placed.Item.Source != FeedSource.Exploration)
        {
            // The surface's own sources had too little.
            sources.Add(new SourceMention(placed.Item.Source, from, placed.Item.Score));
        }

        return new ItemReasons(sources, moves, Of(_rules, ordinal));
    }

    private static string WhyInPage(in PlacedItem placed, int from) => placed switch
    {
        { IsPinned: true } => "pinned to this place",
        { Item.Source: FeedSource.Exploration } => from > 0 ? "drawn for an explored place" : "drawn for an explored place; no candidate before",
        _ => "pinned and explored places stand above",
    };

    private static List<T> Of<T>(Dictionary<int, List<T>> lists, int ordinal)
    {
        if (!lists.TryGetValue(ordinal, out List<T>? list))
        {
            lists.Add(ordinal, list = []);
        }

        return list;
    }
}
