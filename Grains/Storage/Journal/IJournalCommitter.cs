namespace Manidala.Storage.Journal;

/// <summary>Writes to the <c>interaction</c> table. Called by one writer at a time.</summary>
internal interface IJournalCommitter : IAsyncDisposable
{
    /// <summary>Commits the group in one transaction; results are in the group's order, and so are new sequences.</summary>
    Task<AppendResult[]> CommitAsync(JournalGroup group);

    /// <summary>Deletes the user's interactions and records that there was an erasure; answers how many they were.</summary>
    Task<long> EraseUserAsync(string userId);
}
