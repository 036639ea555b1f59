using System.Threading.Channels;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Feedback;

/// <summary>
/// Writes what many users' grains hand in: while one group is being committed the next one gathers, so that a post about a thousand users is a few commits.
/// </summary>
internal sealed class FeedbackWriter : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostInGroup = 500;

    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly SqlDatabase _database;
    private readonly Task _loop;

    public FeedbackWriter(SqlDatabase database)
    {
        _database = database;

        // A thread of the pool and no grain's scheduler: SQLite blocks its caller while the disk writes.
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Ends when the rows are durable; throws <see cref="TimeoutException"/> at once where too many calls wait.</summary>
    public Task WriteAsync(IReadOnlyList<StoredFeedback> feedback, CancellationToken cancellationToken)
    {
        var call = new Pending(feedback);
        return _queue.Writer.TryWrite(call)
            ? call.Done.Task.WaitAsync(cancellationToken)
            : throw new TimeoutException($"More than {MostWaiting} calls wait to write feedback; try again later.");
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<Pending> group = [];
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < MostInGroup && _queue.Reader.TryRead(out Pending? next))
            {
                group.Add(next);
            }

            await CommitAsync(group).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<Pending> group)
    {
        try
        {
            await _database.WriteAsync(
                WriteLock.Feedback,
                async connection =>
                {
                    foreach (StoredFeedback feedback in group.SelectMany(call => call.Feedback))
                    {
                        await FeedbackRows.WriteAsync(connection, feedback, CancellationToken.None).ConfigureAwait(false);
                    }

                    foreach (string user in group.SelectMany(call => call.Feedback).Select(feedback => feedback.Key.UserId).Distinct(StringComparer.Ordinal))
                    {
                        await connection
                            .Command(
                                "INSERT INTO profile (user_id, labels, comment) VALUES (@user, @labels, '') ON CONFLICT (user_id) DO NOTHING",
                                ("user", user), ("labels", StoredProfile.NoLabels))
                            .ExecuteAsync(CancellationToken.None).ConfigureAwait(false);
                    }

                    return group.Count;
                },
                CancellationToken.None).ConfigureAwait(false);
            group.ForEach(call => call.Done.TrySetResult());
        }
        catch (Exception exception)
        {
            // Not swallowed: it is every caller's answer. The writer itself goes on with the next group.
            group.ForEach(call => call.Done.TrySetException(exception));
        }
    }

    private sealed record Pending(IReadOnlyList<StoredFeedback> Feedback)
    {
        // Continuations run elsewhere: a caller's code must not hold up the writer.
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
