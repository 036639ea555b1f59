namespace Manidala.Storage.Journal;

/// <summary>A call that waits for one user's history.</summary>
/// <param name="after">The sequence above which it begins.</param>
/// <param name="most">How many are wanted at most.</param>
/// <param name="isWholeOrNothing">Whether a longer history than that is answered with null, rather than with its newest part.</param>
/// <param name="queuedAt">A timestamp of the clock.</param>
internal sealed class HistoryLookup(
    string userId, long after, int most, bool isWholeOrNothing, long queuedAt, CancellationToken cancellationToken)
{
    // Continuations run elsewhere: a grain's code must not hold up the reader.
    private readonly TaskCompletionSource<IReadOnlyList<PastInteraction>?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string UserId => userId;

    public long After => after;

    public int Most => most;

    public bool IsWholeOrNothing => isWholeOrNothing;

    public long QueuedAt => queuedAt;

    public Task<IReadOnlyList<PastInteraction>?> Done => _done.Task;

    /// <summary>Whether the caller gave up: nothing is read for it.</summary>
    public bool IsGivenUp => cancellationToken.IsCancellationRequested;

    public void Complete(IReadOnlyList<PastInteraction>? history) => _done.TrySetResult(history);

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
