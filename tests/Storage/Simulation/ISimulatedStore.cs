using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>A row of the journal as a simulation sees it.</summary>
internal readonly record struct StoredRow(long Sequence, string UserId, UInt128 Key, string ItemId);

/// <summary>A journal that several processes share.</summary>
internal interface ISimulatedStore
{
    /// <summary>Opens it for a process that has just begun.</summary>
    Task<IOpenStore> OpenAsync();
}

/// <summary>What one process has open of a store.</summary>
internal interface IOpenStore : IAsyncDisposable
{
    IJournalCommitter Committer { get; }

    /// <summary>One user's rows, as this process reads them.</summary>
    Task<IReadOnlyList<StoredRow>> ReadAsync(string userId);
}
