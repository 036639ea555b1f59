namespace Manidala.Bench.Load;

/// <summary>What was acknowledged of one user in this run: what a later feed must reflect. Thread-safe.</summary>
internal sealed class UserMemory
{
    private readonly Lock _gate = new();

    // By the order of acknowledgement, so that a feed is held to what was known when it was asked for and to nothing later.
    private readonly Dictionary<string, int> _seen = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _seenByText;
    private long _sequence;

    public UserMemory() => _seenByText = _seen.GetAlternateLookup<ReadOnlySpan<char>>();

    public void Acknowledge(string item, long sequence)
    {
        lock (_gate)
        {
            _seen.TryAdd(item, _seen.Count);
            _sequence = Math.Max(_sequence, sequence);
        }
    }

    /// <summary>To be taken before a feed is asked for.</summary>
    public Moment Now()
    {
        lock (_gate)
        {
            return new Moment(_sequence, _seen.Count);
        }
    }

    /// <summary>Whether the item was acknowledged at that moment.</summary>
    public bool HadSeen(ReadOnlySpan<char> item, Moment moment)
    {
        lock (_gate)
        {
            return _seenByText.TryGetValue(item, out int order) && order < moment.Items;
        }
    }

    public readonly record struct Moment(long Sequence, int Items);
}
