using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Manidala.Storage.Journal;

/// <summary>
/// The one writer of this process. While a group is being committed the next one gathers, so a lone call waits for nobody and many calls
/// share a commit; there is no timer.
/// </summary>
internal sealed partial class JournalWriter : IAsyncDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly Channel<JournalWork> _queue = Channel.CreateUnbounded<JournalWork>(new() { SingleReader = true });
    private readonly IJournalCommitter _committer;
    private readonly DatabaseOptions _options;
    private readonly StorageMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private long _waiting;
    private volatile Trouble? _trouble;

    // Of the loop alone: while the database is away each group fails, which is worth one line and not hundreds a second.
    private bool _isFailing;

    /// <param name="partitionsEnd">Up to when there are partitions; null where the journal has none.</param>
    public JournalWriter(
        IJournalCommitter committer,
        DatabaseOptions options,
        System.Diagnostics.Metrics.IMeterFactory? meters,
        TimeProvider time,
        ILogger logger,
        Func<DateTimeOffset?>? partitionsEnd = null)
    {
        _committer = committer;
        _options = options;
        _time = time;
        _logger = logger;
        _metrics = new StorageMetrics(meters, () => Interlocked.Read(ref _waiting), partitionsEnd is null ? null : () => (partitionsEnd() - time.GetUtcNow())?.TotalSeconds);
        // A thread of the pool and no grain's scheduler: SQLite blocks its caller while the disk writes.
        _loop = Task.Run(RunAsync);
    }

    /// <summary>
    /// Why nothing can be committed now; null where it can, or where nobody has tried for some seconds: a server that is sent nothing because it could not write would
    /// never find out that it can.
    /// </summary>
    public string? Problem => _trouble is { } trouble && _time.GetElapsedTime(trouble.Since) < Remembered ? trouble.Message : null;

    /// <summary>Queues the call at once or throws.</summary>
    public void Enqueue(JournalWork work)
    {
        if (Interlocked.Add(ref _waiting, work.Interactions) > _options.JournalQueueCapacity && work.Interactions > 0)
        {
            Interlocked.Add(ref _waiting, -work.Interactions);
            _metrics.Rejected(work.Interactions);
            throw new JournalOverloadedException(_options.JournalQueueCapacity);
        }

        work.QueuedAt = _metrics.Started();
        if (!_queue.Writer.TryWrite(work))
        {
            Interlocked.Add(ref _waiting, -work.Interactions);
            throw new ObjectDisposedException(nameof(ManidalaDatabase));
        }
    }

    /// <summary>Takes no further calls, commits all that wait, and releases the committer.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            await _loop.ConfigureAwait(false);
            await _committer.DisposeAsync().ConfigureAwait(false);
            _metrics.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryPeek(out JournalWork? next))
            {
                await (next is PendingErasure ? EraseAsync() : CommitGroupAsync()).ConfigureAwait(false);
            }
        }
    }

    private async Task CommitGroupAsync()
    {
        List<PendingAppend> calls = [];
        JournalGroup group = new();
        while (_queue.Reader.TryPeek(out JournalWork? next) && next is PendingAppend call && Fits(group, call))
        {
            _queue.Reader.TryRead(out _);
            Interlocked.Add(ref _waiting, -call.Interactions);
            call.AddTo(group);
            calls.Add(call);
        }

        try
        {
            using Activity? span = JournalTracing.StartCommit(calls);
            long startedAt = _metrics.Started();
            AppendResult[] results = await _committer.CommitAsync(group).ConfigureAwait(false);
            _metrics.Committed(startedAt, results.Length, results.Count(result => result.IsDuplicate));
            _trouble = null;
            CompleteInOrder(calls, results);
            if (_isFailing)
            {
                _isFailing = false;
                LogCommitsAgain();
            }
        }
        catch (Exception exception)
        {
            // Not swallowed: it is every caller's answer. The writer itself goes on with the next group.
            _trouble = IsOfDatabase(exception) ? new Trouble(exception.Message, _time.GetTimestamp()) : _trouble;
            if (!_isFailing)
            {
                _isFailing = true;
                LogGroupFailed(group.Count, exception);
            }

            _metrics.Failed(group.Count);
            calls.ForEach(call => call.Fail(JournalUnavailableException.ForCaller(exception)));
        }
    }

    private bool Fits(JournalGroup group, PendingAppend call) =>
        group.Count == 0 || group.Count + call.Interactions <= _options.JournalMaxGroup;

    private void CompleteInOrder(List<PendingAppend> calls, AppendResult[] results)
    {
        int from = 0;
        foreach (PendingAppend call in calls)
        {
            _metrics.Appended(call.QueuedAt);
            call.Complete(results.AsSpan(from, call.Interactions));
            from += call.Interactions;
        }
    }

    // And not of what it was given: one call's fault says nothing of the others.
    private static bool IsOfDatabase(Exception exception) =>
        exception is StorageFullException or CorruptDatabaseException || JournalUnavailableException.IsAway(exception);

    private async Task EraseAsync()
    {
        if (!_queue.Reader.TryRead(out JournalWork? work) || work is not PendingErasure erasure)
        {
            throw new InvalidOperationException("The journal's queue has a second reader.");
        }

        try
        {
            erasure.Complete(await _committer.EraseUserAsync(erasure.UserId).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            erasure.Fail(JournalUnavailableException.ForCaller(exception));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal could not commit a group of {Interactions} interactions; what fails after it is said when it is over")]
    private partial void LogGroupFailed(int interactions, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The journal commits again")]
    private partial void LogCommitsAgain();

    private sealed record Trouble(string Message, long Since);
}
