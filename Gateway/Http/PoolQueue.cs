namespace Manidala.Gateway.Http;

/// <summary>
/// Whether requests stand in a queue before anybody has looked at them: the runtime's pool goes on with work in progress before it begins new work, so that calls look
/// quick however long it takes until they begin. A probe stands in the same queue, and says how long it is. Thread-safe.
/// </summary>
internal sealed class PoolQueue : IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);

    /// <summary>A wait that is not worth a refusal.</summary>
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(250);

    /// <summary>A queue that is gone before is a burst, a collection of garbage, or a machine that is busy with something else for a moment.</summary>
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(1);

    /// <summary>The same shortly after there was a queue, when nothing else is to be expected.</summary>
    private static readonly TimeSpan SustainedAgain = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly Func<IThreadPoolWorkItem, bool> _enqueue;
    private readonly ITimer _timer;
    private long _queuedAt;
    private long _aboveSince;
    private long _lastQueue = long.MinValue;
    private int _isQueued;
    private volatile bool _isSustained;

    public PoolQueue(TimeProvider time)
        : this(time, static probe => ThreadPool.UnsafeQueueUserWorkItem(probe, preferLocal: false))
    {
    }

    /// <param name="enqueue">Puts the probe where requests begin.</param>
    internal PoolQueue(TimeProvider time, Func<IThreadPoolWorkItem, bool> enqueue)
    {
        (_time, _enqueue) = (time, enqueue);
        _timer = time.CreateTimer(static queue => ((PoolQueue)queue!).Probe(), this, Every, Every);
    }

    /// <summary>Whether what begins now has waited for too long, as everything has for a while.</summary>
    public bool IsTooLong => _isSustained && Waits(_time.GetTimestamp());

    /// <summary>The probe's turn has come.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        long now = _time.GetTimestamp();
        if (!Waits(now))
        {
            _isSustained = false;
            _aboveSince = 0;
        }
        else if (_aboveSince == 0)
        {
            _aboveSince = now;
        }
        else if (_time.GetElapsedTime(_aboveSince, now) >= Needed(now))
        {
            _isSustained = true;
            _lastQueue = now;
        }

        Volatile.Write(ref _isQueued, 0);
        if (_isSustained)
        {
            Probe(); // Without a gap, in which all that have waited would be let in.
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Probe()
    {
        if (Interlocked.CompareExchange(ref _isQueued, 1, 0) == 0)
        {
            Volatile.Write(ref _queuedAt, _time.GetTimestamp());
            _enqueue(this);
        }
    }

    private TimeSpan Needed(long now) => _lastQueue != long.MinValue && _time.GetElapsedTime(_lastQueue, now) < Shortly ? SustainedAgain : Sustained;

    private bool Waits(long now) => _time.GetElapsedTime(Volatile.Read(ref _queuedAt), now) > Target;
}
