namespace Manidala.Gateway.Http;

/// <summary>
/// How many requests of one operation may be in progress, found from how long they take. Where even the quickest of a while takes too long, all of them stand in a
/// queue, and the limit falls until they do not; where only some are slow, a silo or a user is, and nobody is refused for it. Thread-safe.
/// </summary>
internal sealed class AdaptiveLimit
{
    private const double Fall = 0.8;
    private const double Rise = 1.5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly int _least;
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly long _targetTicks;
    private readonly long _intervalTicks;
    private readonly Lock _turning = new();
    private long _intervalBegan;
    private long _quickest = long.MaxValue;
    private int _highest;
    private int _running;
    private volatile int _current;

    /// <param name="least">It falls no further: so few are no queue on any machine.</param>
    /// <param name="most">It begins there, and comes back to it.</param>
    /// <param name="target">How long the quickest may take.</param>
    public AdaptiveLimit(int least, int most, TimeSpan target, TimeProvider time)
    {
        (_least, _most, _current, _time) = (Math.Min(least, most), most, most, time);
        _targetTicks = (long)(target.TotalSeconds * time.TimestampFrequency);
        _intervalTicks = (long)(Interval.TotalSeconds * time.TimestampFrequency);
        _intervalBegan = time.GetTimestamp();
    }

    /// <summary>As many may be in progress now.</summary>
    public int Current => _current;

    /// <summary>As many are in progress now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <param name="startedAt">To be given to <see cref="Leave"/>.</param>
    /// <returns>False where the request is to be refused.</returns>
    public bool TryEnter(out long startedAt)
    {
        startedAt = _time.GetTimestamp();
        int running = Interlocked.Increment(ref _running);
        if (running > _current)
        {
            Interlocked.Decrement(ref _running);
            return false;
        }

        Raise(ref _highest, running);
        return true;
    }

    public void Leave(long startedAt)
    {
        Interlocked.Decrement(ref _running);
        long now = _time.GetTimestamp();
        Lower(ref _quickest, now - startedAt);
        if (now - Volatile.Read(ref _intervalBegan) >= _intervalTicks && _turning.TryEnter())
        {
            try
            {
                Turn(now);
            }
            finally
            {
                _turning.Exit();
            }
        }
    }

    // From the most that there were, and not from a limit that nobody came near.
    private void Turn(long now)
    {
        if (now - _intervalBegan < _intervalTicks)
        {
            return; // Another one came first.
        }

        bool isQueue = Interlocked.Exchange(ref _quickest, long.MaxValue) > _targetTicks;
        int highest = Interlocked.Exchange(ref _highest, Volatile.Read(ref _running));
        double next = isQueue ? Math.Min(_current, highest) * Fall : _current * Rise;
        _current = (int)Math.Clamp(next, _least, _most);
        Volatile.Write(ref _intervalBegan, now);
    }

    private static void Raise(ref int value, int to)
    {
        for (int seen = Volatile.Read(ref value); to > seen;)
        {
            int before = Interlocked.CompareExchange(ref value, to, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private static void Lower(ref long value, long to)
    {
        for (long seen = Volatile.Read(ref value); to < seen;)
        {
            long before = Interlocked.CompareExchange(ref value, to, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
