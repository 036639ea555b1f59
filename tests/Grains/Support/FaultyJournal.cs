using System.Collections.Concurrent;
using Manidala.Engine.Sessions;
using Manidala.Storage;

namespace Manidala.Grains.Tests.Support;

/// <summary>The real journal, but that it can lose the answer of an append: the commit happens and the caller hears of a failure.</summary>
internal sealed class FaultyJournal(IInteractionJournal journal) : IInteractionJournal
{
    private readonly ConcurrentDictionary<string, LostAnswer> _answersToLose = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _commits = new();
    private int _appendsToRefuse;
    private Exception? _refusal;
    private int _entriesRead;
    private volatile HeldErasures? _heldErasures;
    private volatile Exception? _refusalOfReads;

    /// <summary>How many entries sessions were folded from.</summary>
    public int EntriesRead => _entriesRead;

    /// <summary>Loses the answer of the next call that begins with this interaction.</summary>
    public LostAnswer LoseAnswerOf(string id) => _answersToLose[id] = new LostAnswer();

    /// <summary>Completes when a call that begins with this interaction has been committed.</summary>
    public Task WhenCommitted(string id) => CommitOf(id).Task;

    public void RefuseNextAppends(int count, Exception? failure = null) =>
        (_appendsToRefuse, _refusal) = (count, failure ?? new IOException("The journal refuses, as a test asked it to."));

    /// <summary>What histories are answered with from now on; null to read them again.</summary>
    public void RefuseReads(Exception? failure) => _refusalOfReads = failure;

    public async Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _appendsToRefuse) >= 0)
        {
            throw _refusal!;
        }

        IReadOnlyList<AppendResult> results = await journal.AppendAsync(interactions, cancellationToken);
        CommitOf(interactions[0].Id).TrySetResult();
        if (_answersToLose.TryRemove(interactions[0].Id, out LostAnswer? lost))
        {
            await lost.FailAsync();
        }

        return results;
    }

    public async Task<IReadOnlyList<PastInteraction>> ReadHistoryAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ThrowWhereReadsAreRefused();
        IReadOnlyList<PastInteraction> history = await journal.ReadHistoryAsync(userId, afterSequence, limit, cancellationToken);
        Interlocked.Add(ref _entriesRead, history.Count);
        return history;
    }

    public async Task<IReadOnlyList<PastInteraction>?> ReadShortHistoryAsync(string userId, int most, CancellationToken cancellationToken)
    {
        ThrowWhereReadsAreRefused();
        IReadOnlyList<PastInteraction>? history = await journal.ReadShortHistoryAsync(userId, most, cancellationToken);
        Interlocked.Add(ref _entriesRead, history?.Count ?? 0);
        return history;
    }

    public Task<IReadOnlyList<JournalEntry>> ReadOldestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        journal.ReadOldestAsync(userId, afterSequence, limit, cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadPageAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        journal.ReadPageAsync(afterSequence, limit, cancellationToken);

    public Task<long> ReadHorizonAsync(CancellationToken cancellationToken) => journal.ReadHorizonAsync(cancellationToken);

    public async Task<long> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        if (_heldErasures is { } held)
        {
            held.Began.TrySetResult();
            await held.Released.Task.WaitAsync(cancellationToken);
            throw new IOException("The process of this erasure has ended.");
        }

        return await journal.EraseUserAsync(userId, cancellationToken);
    }

    /// <summary>Erasures wait before anything is removed, and never get further; what is returned completes when the first one has come so far.</summary>
    public Task HoldErasures() => (_heldErasures = new HeldErasures()).Began.Task;

    /// <summary>Ends those that wait, and lets later ones through.</summary>
    public void ReleaseErasures()
    {
        _heldErasures!.Released.TrySetResult();
        _heldErasures = null;
    }

    private void ThrowWhereReadsAreRefused()
    {
        if (_refusalOfReads is { } failure)
        {
            throw failure;
        }
    }

    private TaskCompletionSource CommitOf(string id) =>
        _commits.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class HeldErasures
    {
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
