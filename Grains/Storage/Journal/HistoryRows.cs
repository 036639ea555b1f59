namespace Manidala.Storage.Journal;

/// <summary>
/// Puts rows that come in any order, some of them twice, into the journal's, and keeps the newest of them. For one history after the other: a list of its own for
/// each would be large objects that grow. Not thread-safe.
/// </summary>
internal sealed class HistoryRows
{
    private readonly List<PastInteraction> _rows = [];
    private int _most;

    public int Count => _rows.Count;

    public void Begin(int most)
    {
        _rows.Clear();
        _most = most;
    }

    public void Add(in PastInteraction row)
    {
        _rows.Add(row);

        // Twice as many as are wanted, so that what a user with millions takes is bounded and sorted seldom.
        if (_rows.Count >= (2L * _most) + 1024)
        {
            KeepNewest();
        }
    }

    /// <summary>The newest, oldest of them first.</summary>
    public PastInteraction[] Newest()
    {
        KeepNewest();
        return [.. _rows];
    }

    private void KeepNewest()
    {
        _rows.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        RemoveRepeats();
        if (_rows.Count > _most)
        {
            _rows.RemoveRange(0, _rows.Count - _most);
        }
    }

    private void RemoveRepeats()
    {
        int kept = Math.Min(1, _rows.Count);
        for (int index = 1; index < _rows.Count; index++)
        {
            if (_rows[index].Sequence != _rows[kept - 1].Sequence)
            {
                _rows[kept++] = _rows[index];
            }
        }

        _rows.RemoveRange(kept, _rows.Count - kept);
    }
}
