using Manidala.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Manidala.Engine.Batching;

/// <summary>
/// A bounded queue and the one thread that serves it. A batch is all that waits when the thread is free, up to a maximum: no delay when idle, large
/// batches under load. Thread-safe.
/// </summary>
public sealed partial class BatchQueue<TRequest> : IAsyncDisposable
    where TRequest : class, IBatchRequest
{
    // A monitor and no semaphore: SemaphoreSlim spins before it sleeps, and where cores are few, that was a fifteenth of all that the process computed.
    private readonly object _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly TRequest[] _batch;
    private readonly Waiting[] _inFlight;
    private readonly BatchHandler<TRequest> _handler;
    private readonly BatchingOptions _options;
    private readonly TimeProvider _time;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ITimer _deadlines;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _deadlineTicks;
    private int _inFlightCount;
    private bool _isTimerSet;
    private bool _isIdle;
    private bool _isClosed;

    public BatchQueue(
        string name, BatchHandler<TRequest> handler, BatchingOptions options, TimeProvider time, EngineMetrics metrics, ILogger logger)
    {
        _handler = handler;
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _batch = new TRequest[options.MaxBatchSize];
        _inFlight = new Waiting[options.MaxBatchSize];
        _deadlineTicks = (long)(options.Deadline.TotalSeconds * time.TimestampFrequency);
        _deadlines = time.CreateTimer(
            static queue => ((BatchQueue<TRequest>)queue!).ExpireOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Serve) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Puts the request in line; false where the queue is full or closed, and the queue has then not touched the request.</summary>
    public bool TryEnqueue(TRequest request)
    {
        lock (_gate)
        {
            if (_isClosed || _waiting.Count >= _options.QueueCapacity)
            {
                _metrics.RequestRejected();
                return false;
            }

            _waiting.Enqueue(new Waiting(request, _time.GetTimestamp()));
            WakeWhereIdle();
            if (!_isTimerSet)
            {
                _isTimerSet = _deadlines.Change(_options.Deadline, Timeout.InfiniteTimeSpan);
            }
        }

        _metrics.RequestQueued();
        return true;
    }

    /// <summary>Takes no more requests, serves those that wait, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            WakeWhereIdle();
        }

        await _stopped.Task.ConfigureAwait(false);
        await _deadlines.DisposeAsync().ConfigureAwait(false);
    }

    private void Serve()
    {
        while (WaitForWork())
        {
            int count = TakeBatch();
            if (count > 0)
            {
                Handle(_batch.AsSpan(0, count));
            }

            ReleaseBatch();
        }

        _stopped.SetResult();
    }

    /// <summary>False once the queue is closed and empty.</summary>
    private bool WaitForWork()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed)
                {
                    return false;
                }

                _isIdle = true;
                Monitor.Wait(_gate);
            }

            return true;
        }
    }

    private void WakeWhereIdle()
    {
        if (_isIdle)
        {
            _isIdle = false;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Moves requests in line, oldest first, to the batch; those past their deadline end here.</summary>
    private int TakeBatch()
    {
        int count = 0;
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            while (_inFlightCount < _inFlight.Length && _waiting.TryDequeue(out Waiting next))
            {
                _metrics.RequestsTaken(1);
                if (IsOverdue(next, now))
                {
                    Expire(next.Request);
                }

                if (next.Request.IsSettled)
                {
                    next.Request.Released();
                    continue;
                }

                _inFlight[_inFlightCount++] = next;
                _batch[count++] = next.Request;
                _metrics.RequestWaited(_time.GetElapsedTime(next.Since, now));
            }
        }

        return count;
    }

    private void Handle(ReadOnlySpan<TRequest> batch)
    {
        long started = _time.GetTimestamp();
        try
        {
            _handler(batch);
            _metrics.BatchServed(batch.Length, _time.GetElapsedTime(started));
        }
        catch (Exception failure)
        {
            // The thread outlives any batch: the requests carry the failure to whoever asked.
            LogBatchFailed(failure, batch.Length);
            _metrics.BatchFailed(batch.Length);
            foreach (TRequest request in batch)
            {
                request.Fail(failure);
            }
        }
    }

    private void ReleaseBatch()
    {
        int count;
        lock (_gate)
        {
            count = _inFlightCount;
            _inFlightCount = 0;
            Array.Clear(_inFlight, 0, count);
        }

        foreach (TRequest request in _batch.AsSpan(0, count))
        {
            request.Released();
        }

        Array.Clear(_batch, 0, count);
    }

    /// <summary>Ends what is overdue, in line or in the batch being computed, so that a stuck batch keeps nobody waiting past the deadline.</summary>
    private void ExpireOverdue()
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            long oldest = long.MaxValue;
            foreach (ref Waiting inFlight in _inFlight.AsSpan(0, _inFlightCount))
            {
                if (IsOverdue(inFlight, now))
                {
                    Expire(inFlight.Request);
                }
                else if (!inFlight.Request.IsSettled)
                {
                    oldest = Math.Min(oldest, inFlight.Since);
                }
            }

            while (_waiting.TryPeek(out Waiting next) && IsOverdue(next, now))
            {
                _waiting.Dequeue();
                _metrics.RequestsTaken(1);
                Expire(next.Request);
                next.Request.Released();
            }

            oldest = _waiting.TryPeek(out Waiting first) ? Math.Min(oldest, first.Since) : oldest;
            _isTimerSet = oldest != long.MaxValue
                && _deadlines.Change(_options.Deadline - _time.GetElapsedTime(oldest, now), Timeout.InfiniteTimeSpan);
        }
    }

    private bool IsOverdue(in Waiting waiting, long now) => now - waiting.Since >= _deadlineTicks;

    private void Expire(TRequest request)
    {
        if (!request.IsSettled)
        {
            _metrics.RequestExpired();
            request.Expire();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Requests} requests failed")]
    private partial void LogBatchFailed(Exception failure, int requests);

    private readonly record struct Waiting(TRequest Request, long Since);
}
