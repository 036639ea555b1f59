namespace Manidala.Engine.Retrieval;

/// <summary>
/// The best rows so far, kept in the caller's memory as a heap with the worst on top. Ties go to the lower row.
/// </summary>
public ref struct TopItems(Span<ScoredItem> best)
{
    private readonly Span<ScoredItem> _heap = best;

    public int Count { get; private set; }

    /// <summary>A row must score above this to enter.</summary>
    public readonly float Threshold => Count < _heap.Length ? float.NegativeInfinity : _heap[0].Score;

    public void Offer(int item, float score)
    {
        var entry = new ScoredItem(item, score);
        if (Count < _heap.Length)
        {
            SiftUp(Count++, entry);
        }
        else if (IsWorse(_heap[0], entry))
        {
            SiftDown(entry, Count);
        }
    }

    /// <summary>Orders what was kept, best first; nothing may be offered after it.</summary>
    public int SortDescending()
    {
        for (int end = Count - 1; end > 0; end--)
        {
            ScoredItem worst = _heap[0];
            SiftDown(_heap[end], end);
            _heap[end] = worst;
        }

        return Count;
    }

    private static bool IsWorse(ScoredItem left, ScoredItem right) =>
        left.Score < right.Score || (left.Score == right.Score && left.Item > right.Item);

    private readonly void SiftUp(int at, ScoredItem entry)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsWorse(entry, _heap[parent]))
            {
                break;
            }

            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = entry;
    }

    private readonly void SiftDown(ScoredItem entry, int count)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= count)
            {
                break;
            }

            if (child + 1 < count && IsWorse(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsWorse(_heap[child], entry))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = entry;
    }
}
