using System.Threading.Channels;

namespace Manidala.Storage.Journal;

/// <summary>
/// The few readers of this process: many users that begin at once share statements and connections, and wait in order; one that would wait for too long is refused.
/// While one group is read the next one gathers; there is no timer. Thread-safe.
/// </summary>
internal sealed class HistoryReader : IAsyncDisposable
{
    // Small, so that a user with a long history holds up few others.
    private const int MostInGroup = 16;

    // While the database is away: a connection tried for each call would take the time of those that need none.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly Channel<HistoryLookup> _queue;
    private readonly DatabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly Task[] _loops;
    private volatile Trouble? _trouble;

    public HistoryReader(Func<IHistorySource> open, DatabaseOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _queue = Channel.CreateBounded<HistoryLookup>(options.HistoryQueueCapacity);

        // Threads of the pool and no grain's scheduler: SQLite blocks its caller while it reads.
        _loops = [.. Enumerable.Range(0, options.HistoryReaders).Select(_ => Task.Run(() => RunAsync(open)))];
    }

    public Task<IReadOnlyList<PastInteraction>?> ReadAsync(
        string userId, long after, int most, bool isWholeOrNothing, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        cancellationToken.ThrowIfCancellationRequested();
        if (_trouble is { } trouble && _time.GetElapsedTime(trouble.Since) < RetryAfter)
        {
            throw new JournalUnavailableException(trouble.Message);
        }

        HistoryLookup lookup = new(userId, after, most, isWholeOrNothing, _time.GetTimestamp(), cancellationToken);
        if (!_queue.Writer.TryWrite(lookup))
        {
            ObjectDisposedException.ThrowIf(_queue.Reader.Completion.IsCompleted, typeof(ManidalaDatabase));

            throw new TimeoutException($"More than {_options.HistoryQueueCapacity} users wait for their history; try again later.");
        }

        return lookup.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no further calls, and answers those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_loops).ConfigureAwait(false);
    }

    private async Task RunAsync(Func<IHistorySource> open)
    {
        IHistorySource? source = null;
        List<HistoryLookup> group = [];
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            TakeGroup(group);
            try
            {
                source ??= open();
                await source.ReadAsync(group).ConfigureAwait(false);
                _trouble = null;
            }
            catch (Exception exception)
            {
                // Not swallowed: it is every caller's answer. The next group starts with a fresh connection, whatever state this one is in.
                _trouble = JournalUnavailableException.IsAway(exception) ? new Trouble(exception.Message, _time.GetTimestamp()) : null;
                group.ForEach(lookup => lookup.Fail(JournalUnavailableException.ForCaller(exception)));
                source?.Dispose();
                source = null;
            }
        }

        source?.Dispose();
    }

    private void TakeGroup(List<HistoryLookup> group)
    {
        group.Clear();
        while (group.Count < MostInGroup && _queue.Reader.TryRead(out HistoryLookup? next))
        {
            if (_time.GetElapsedTime(next.QueuedAt) > _options.HistoryMaxWait)
            {
                next.Fail(new TimeoutException($"More users wait for their history than could be read in {_options.HistoryMaxWait}; try again later."));
            }
            else if (!next.IsGivenUp)
            {
                group.Add(next);
            }
        }
    }

    private sealed record Trouble(string Message, long Since);
}
