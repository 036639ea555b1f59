using Manidala.Engine.Sessions;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>The journal's statements, prepared once on one connection. Not thread-safe.</summary>
internal sealed class SqliteJournalStatements : IDisposable
{
    /// <summary>
    /// KiB of pages that the writer keeps, in place of SQLite's 2,000: event keys are random, so each is looked for on another page. And pages of the log before
    /// they are moved into the file, 32 MiB in place of 4: a page that changes again meanwhile is moved once.
    /// </summary>
    private const string Pragmas = "PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8192";

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _exists;
    private readonly SqliteStatement _merge;
    private readonly SqliteStatement _merged;
    private readonly SqliteStatement _erase;
    private readonly SqliteStatement _eraseKeys;
    private readonly SqliteStatement _changes;
    private readonly SqliteStatement _recordErasure;

    public SqliteJournalStatements(SqliteConnection connection)
    {
        _connection = connection;
        SqliteFile.Execute(connection, Pragmas);
        _insert = new(
            connection,
            """
            INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
            WHERE NOT EXISTS (SELECT 1 FROM interaction_by_user WHERE user_id = ?1 AND event_key = ?2)
            RETURNING sequence
            """);
        _find = new(connection, "SELECT sequence FROM interaction_by_user WHERE user_id = ?1 AND event_key = ?2");
        _exists = new(connection, "SELECT 1 FROM interaction WHERE sequence = ?1");
        _merge = new(
            connection,
            """
            INSERT INTO interaction_by_user (user_id, event_key, sequence, item_id, type, value, happened_ms)
            SELECT user_id, event_key, sequence, item_id, type, value, happened_ms FROM interaction WHERE sequence = ?1
            ON CONFLICT DO NOTHING
            """);
        _merged = new(connection, "UPDATE indexed SET through = MAX(through, ?1)");
        _erase = new(
            connection,
            """
            DELETE FROM interaction WHERE user_id = ?1 AND sequence IN (
                SELECT sequence FROM interaction_by_user WHERE user_id = ?1 UNION ALL SELECT value FROM json_each(?2))
            """);
        _changes = new(connection, "SELECT changes()");
        _eraseKeys = new(connection, "DELETE FROM interaction_by_user WHERE user_id = ?1");
        _recordErasure = new(connection, "INSERT INTO erasure (erased_ms, interactions) VALUES (?1, ?2)");
    }

    public SqliteTransaction Begin() => _connection.BeginTransaction(deferred: false);

    /// <summary>Reads what others committed since.</summary>
    public void CatchUp(SqliteTail tail) => SqliteTailReader.CatchUp(_connection, tail);

    /// <summary>The new sequence; null where the table by user has the event.</summary>
    public long? Insert(Interaction interaction, ReadOnlySpan<byte> key, long recordedMs) => _insert
        .Bind(1, interaction.UserId)
        .Bind(2, key)
        .Bind(3, interaction.ItemId)
        .Bind(4, interaction.Type)
        .Bind(5, interaction.Value)
        .Bind(6, interaction.TimestampMs)
        .Bind(7, recordedMs)
        .Run();

    /// <summary>The sequence of an event that the table by user has.</summary>
    public long Find(string userId, ReadOnlySpan<byte> key) => _find.Bind(1, userId).Bind(2, key).Run()!.Value;

    /// <summary>Whether nobody erased it meanwhile.</summary>
    public bool Exists(long sequence) => _exists.Bind(1, sequence).Run() is not null;

    /// <summary>Copies an interaction, unless it was erased meanwhile, into the table that has them by user.</summary>
    public void Merge(long sequence) => _merge.Bind(1, sequence).Run();

    public void Merged(long through) => _merged.Bind(1, through).Run();

    /// <param name="tail">Of the user's sequences, those that the table by user may lack.</param>
    public long Erase(string userId, IReadOnlyList<long> tail)
    {
        _erase.Bind(1, userId).Bind(2, $"[{string.Join(',', tail)}]").Run();
        long erased = _changes.Run()!.Value;
        _eraseKeys.Bind(1, userId).Run();
        return erased;
    }

    public void RecordErasure(long timeMs, long count) => _recordErasure.Bind(1, timeMs).Bind(2, count).Run();

    public void Dispose()
    {
        foreach (SqliteStatement statement in (SqliteStatement[])[_insert, _find, _exists, _merge, _merged, _erase, _eraseKeys, _changes, _recordErasure])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
