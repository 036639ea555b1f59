using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>
/// Keeps one connection with prepared statements for the journal's writer. A commit writes the interactions alone, one after the other; their keys follow in
/// merges (see <see cref="SqliteKeyMerge"/>).
/// </summary>
internal sealed class SqliteJournalCommitter(
    SqliteFile file, SqliteDatabase database, SqliteScrub scrub, DatabaseOptions options, TimeProvider time) : IJournalCommitter
{
    private readonly SqliteTail _tail = database.Tail;
    private readonly SqliteKeyMerge _merge = new(database.Tail, options.JournalMergeAfter);

    // Of the group that is being committed; kept, because a new one would be as large as the group.
    private readonly Dictionary<(string UserId, UInt128 Key), long> _inGroup = [];
    private SqliteJournalStatements? _statements;

    public Task<AppendResult[]> CommitAsync(JournalGroup group) => RunAsync<AppendResult[]>(statements =>
    {
        AppendResult[] results = new AppendResult[group.Count];
        List<SqliteTail.Entry> appended = new(group.Count);
        _inGroup.Clear();
        long recordedMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; i < results.Length; i++)
        {
            string userId = group[i].UserId;
            UInt128 key = group.KeyOf(i);
            if (_inGroup.TryGetValue((userId, key), out long sequence))
            {
                results[i] = new(sequence, IsDuplicate: true);
                continue;
            }

            results[i] = Append(statements, group[i], key, recordedMs);
            _inGroup.Add((userId, key), results[i].Sequence);
            if (!results[i].IsDuplicate)
            {
                appended.Add(new(userId, key, results[i].Sequence));
            }
        }

        Action merged = _merge.Merge(statements, group.Count);
        return (results, () =>
        {
            _tail.Add(appended, appended.Count > 0 ? appended[^1].Sequence : 0);
            merged();
            scrub.Continue();
        });
    });

    public Task<long> EraseUserAsync(string userId) => RunAsync<long>(statements =>
    {
        long erased = statements.Erase(userId, _tail.Of(userId).Sequences);
        statements.RecordErasure(time.GetUtcNow().ToUnixTimeMilliseconds(), erased);
        return (erased, () =>
        {
            _tail.Forget(userId);
            scrub.Begin();
        });
    });

    public ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        _statements = null;
        return ValueTask.CompletedTask;
    }

    private AppendResult Append(SqliteJournalStatements statements, Interaction interaction, UInt128 key, long recordedMs)
    {
        // Another process may have erased what the tail still holds.
        if (_tail.Find(interaction.UserId, key) is { } known && statements.Exists(known))
        {
            return new(known, IsDuplicate: true);
        }

        Span<byte> bytes = stackalloc byte[EventKey.Bytes];
        EventKey.Write(key, bytes);
        return statements.Insert(interaction, bytes, recordedMs) is { } sequence
            ? new(sequence, IsDuplicate: false)
            : new(statements.Find(interaction.UserId, bytes), IsDuplicate: true);
    }

    /// <param name="write">Answers, and says what to do once all of it is committed.</param>
    private Task<T> RunAsync<T>(Func<SqliteJournalStatements, (T Result, Action Committed)> write) => database.ExclusiveAsync(
        () =>
        {
            try
            {
                _statements ??= new SqliteJournalStatements(file.Open());
                using SqliteTransaction transaction = _statements.Begin();
                _statements.CatchUp(_tail);
                var (result, committed) = write(_statements);
                transaction.Commit();
                committed();
                return Task.FromResult(result);
            }
        catch (Exception exception)
            {
                // The next group starts with a fresh connection, whatever state this one is in.
                _statements?.Dispose();
                _statements = null;
                if (exception is SqliteException sqlite && file.Translate(sqlite) is { } clear)
                {
                    throw clear;
                }

                throw;
            }
        },
        CancellationToken.None);
}
