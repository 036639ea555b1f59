using System.Diagnostics;
using Manidala.Engine.Sessions;

namespace Manidala.Storage.Journal;

/// <summary>A call that waits for the writer.</summary>
internal abstract class JournalWork
{
    /// <summary>When it was queued; 0 where nobody measures.</summary>
    public long QueuedAt { get; set; }

    /// <summary>How much of the queue it takes.</summary>
    public abstract int Interactions { get; }

    /// <summary>Answers the call with the exception, unless it was answered already.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>Interactions to be committed together.</summary>
internal sealed class PendingAppend(IReadOnlyList<Interaction> interactions, UInt128[] keys) : JournalWork
{
    // Continuations run elsewhere: a caller's code must not hold up the writer.
    private readonly TaskCompletionSource<IReadOnlyList<AppendResult>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override int Interactions => keys.Length;

    /// <summary>The span of the call; default where nobody follows it.</summary>
    public ActivityContext Trace { get; } = Activity.Current is { Recorded: true } span ? span.Context : default;

    public Task<IReadOnlyList<AppendResult>> Done => _done.Task;

    public void AddTo(JournalGroup group) => group.Add(interactions, keys);

    public void Complete(ReadOnlySpan<AppendResult> results) => _done.SetResult(results.ToArray());

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>A user to be erased, after what was queued before.</summary>
internal sealed class PendingErasure(string userId) : JournalWork
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override int Interactions => 0;

    public string UserId { get; } = userId;

    public Task<long> Done => _done.Task;

    public void Complete(long erased) => _done.SetResult(erased);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}
