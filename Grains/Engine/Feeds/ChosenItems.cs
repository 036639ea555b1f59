using Manidala.Engine.Blending;

namespace Manidala.Engine.Feeds;

/// <summary>The page as it fills: takes each item once, and none that the request rules out.</summary>
internal ref struct ChosenItems(FeedRequest request, Span<FeedEntry> page)
{
    private readonly FeedRequest _request = request;
    private readonly Span<FeedEntry> _page = page;

    public int Count { get; private set; }

    public readonly int Length => _page.Length;

    public readonly bool IsFull => Count == _page.Length;

    public bool TryAdd(int ordinal, float score, FeedSource source)
    {
        if (ordinal < 0 || IsFull || IsRuledOut(ordinal) || Holds(ordinal))
        {
            return false;
        }

        _page[Count++] = new FeedEntry(ordinal, score, source);
        return true;
    }

    /// <summary>Adds the first of the explored items that can be added; false where none is left.</summary>
    public bool TryAddAny(ref Exploration explored, FeedSource source)
    {
        while (explored.TryNext(out int ordinal))
        {
            if (TryAdd(ordinal, 0, source))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool IsRuledOut(int ordinal) =>
        _request.Excluded.AsSpan().Contains(ordinal) || (!_request.IncludeSeen && _request.Session.Seen.Contains(ordinal));

    private readonly bool Holds(int ordinal)
    {
        foreach (FeedEntry entry in _page[..Count])
        {
            if (entry.Ordinal == ordinal)
            {
                return true;
            }
        }

        return false;
    }
}
