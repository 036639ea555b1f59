namespace Manidala.Engine.Retrieval;

/// <summary>
/// The rows of one scan that might be among the best, by the bounds of their scores. A row stays while its upper bound reaches the lower bounds of as many rows
/// as are wanted; so what is left at the end is little more than the result, and only that is scored. Rows must come in ascending order. Not thread-safe.
/// </summary>
internal sealed class CandidateRows
{
    private const int FirstRoom = 1024;

    private int[] _rows = new int[FirstRoom];
    private float[] _uppers = new float[FirstRoom];

    // The highest lower bounds as a heap with the lowest on top.
    private float[] _lowers = [];
    private float _floor;
    private int _wanted;
    private int _known;

    public int Count { get; private set; }

    /// <summary>A row whose upper bound is not above this cannot enter the result.</summary>
    public float Threshold { get; private set; }

    /// <param name="floor">A row that does not score above this is not wanted.</param>
    public void Begin(int wanted, float floor = float.NegativeInfinity)
    {
        _wanted = wanted;
        _floor = floor;
        _known = 0;
        Count = 0;
        Threshold = floor;
        if (_lowers.Length < wanted)
        {
            _lowers = new float[wanted];
        }
    }

    public void Offer(int row, float lower, float upper)
    {
        if (Count == _rows.Length)
        {
            MakeRoom();
        }

        _rows[Count] = row;
        _uppers[Count++] = upper;
        if (_known < _wanted)
        {
            SiftUp(_known++, lower);
            Threshold = _known == _wanted ? Math.Max(_floor, _lowers[0]) : _floor;
        }
        else if (lower > Threshold)
        {
            SiftDown(lower);
            Threshold = Math.Max(_floor, _lowers[0]);
        }
    }

    /// <summary>The rows that are left, ascending. A row that only reaches the threshold stays: it wins ties against those behind it.</summary>
    public ReadOnlySpan<int> Finish()
    {
        Compact();
        return _rows.AsSpan(0, Count);
    }

    private void MakeRoom()
    {
        Compact();
        if (Count > _rows.Length / 2)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
            Array.Resize(ref _uppers, _uppers.Length * 2);
        }
    }

    private void Compact()
    {
        int kept = 0;
        for (int place = 0; place < Count; place++)
        {
            _rows[kept] = _rows[place];
            _uppers[kept] = _uppers[place];
            kept += _uppers[place] >= Threshold ? 1 : 0;
        }

        Count = kept;
    }

    private void SiftUp(int at, float lower)
    {
        while (at > 0 && lower < _lowers[(at - 1) / 2])
        {
            _lowers[at] = _lowers[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _lowers[at] = lower;
    }

    private void SiftDown(float lower)
    {
        int at = 0;
        for (int child = 1; child < _wanted; child = (2 * at) + 1)
        {
            if (child + 1 < _wanted && _lowers[child + 1] < _lowers[child])
            {
                child++;
            }

            if (lower <= _lowers[child])
            {
                break;
            }

            _lowers[at] = _lowers[child];
            at = child;
        }

        _lowers[at] = lower;
    }
}
