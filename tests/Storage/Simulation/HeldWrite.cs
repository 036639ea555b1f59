using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>A commit or an erasure that has reached the store and goes on when the simulation says how.</summary>
internal sealed class HeldWrite(JournalGroup? group, string? erasedUser)
{
    private readonly TaskCompletionSource<StoreFault> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The interactions to commit; null for an erasure.</summary>
    public JournalGroup? Group => group;

    public string? ErasedUser => erasedUser;

    public Task<StoreFault> Decided => _decided.Task;

    /// <summary>The first decision counts.</summary>
    public void Decide(StoreFault fault) => _decided.TrySetResult(fault);
}
