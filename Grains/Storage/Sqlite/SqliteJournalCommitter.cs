using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>Keeps one connection with prepared statements for the journal's writer.</summary>
internal sealed class SqliteJournalCommitter(SqliteFile file, SqliteDatabase database, TimeProvider time) : IJournalCommitter
{
    private SqliteJournalStatements? _statements;

    public Task<AppendResult[]> CommitAsync(JournalGroup group) => RunAsync(statements =>
    {
        AppendResult[] results = new AppendResult[group.Count];
        long recordedMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Append(statements, group[i], EventKey.ToBytes(group.KeyOf(i)), recordedMs);
        }

        return results;
    });

    public Task<long> EraseUserAsync(string userId) => RunAsync<long>(statements =>
    {
        int erased = statements.Erase(userId);
        statements.RecordErasure(time.GetUtcNow().ToUnixTimeMilliseconds(), erased);
        return erased;
    });

    public ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        _statements = null;
        return ValueTask.CompletedTask;
    }

    private static AppendResult Append(SqliteJournalStatements statements, Interaction interaction, byte[] key, long recordedMs) =>
        statements.Insert(interaction, key, recordedMs) is { } sequence
            ? new(sequence, IsDuplicate: false)
            : new(statements.Find(interaction.UserId, key), IsDuplicate: true);

    private Task<T> RunAsync<T>(Func<SqliteJournalStatements, T> write) => database.ExclusiveAsync(
        () =>
        {
            try
            {
                _statements ??= new SqliteJournalStatements(file.Open());
                using SqliteTransaction transaction = _statements.Begin();
                T result = write(_statements);
                transaction.Commit();
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
