using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>The least that a journal's table does: it counts each event of a user once, and numbers rows in the order of their commits.</summary>
internal sealed class TableInMemory : ISimulatedStore, IOpenStore, IJournalCommitter
{
    private readonly List<StoredRow> _rows = [];
    private long _last;

    public IJournalCommitter Committer => this;

    public Task<IOpenStore> OpenAsync() => Task.FromResult<IOpenStore>(this);

    public Task<IReadOnlyList<StoredRow>> ReadAsync(string userId) => Task.FromResult<IReadOnlyList<StoredRow>>(_rows.FindAll(row => row.UserId == userId));

    public Task<AppendResult[]> CommitAsync(JournalGroup group)
    {
        var results = new AppendResult[group.Count];
        for (int index = 0; index < results.Length; index++)
        {
            int found = _rows.FindIndex(row => row.UserId == group[index].UserId && row.Key == group.KeyOf(index));
            if (found < 0)
            {
                _rows.Add(new(++_last, group[index].UserId, group.KeyOf(index), group[index].ItemId));
            }

            results[index] = found < 0 ? new(_last, IsDuplicate: false) : new(_rows[found].Sequence, IsDuplicate: true);
        }

        return Task.FromResult(results);
    }

    public Task<long> EraseUserAsync(string userId) => Task.FromResult((long)_rows.RemoveAll(row => row.UserId == userId));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
