namespace Manidala.Grains.Users;

/// <summary>Wakes everyone who waits, each time something changed. For use inside one grain's turns.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _next;

    public void Set()
    {
        TaskCompletionSource? waiting = _next;
        _next = null;
        waiting?.SetResult();
    }

    /// <summary>Returns at the next change, or after the wait.</summary>
    public async Task WaitAsync(TimeSpan longestWait, CancellationToken cancellationToken)
    {
        _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task change = _next.Task;
        await change.WaitAsync(longestWait, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
