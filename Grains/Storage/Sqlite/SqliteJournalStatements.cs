using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>The journal's statements, prepared once on one connection. Not thread-safe.</summary>
internal sealed class SqliteJournalStatements : IDisposable
{
    /// <summary>KiB of pages that the writer keeps, in place of SQLite's 2,000: event keys are random, so each is looked for on another page.</summary>
    private const string CachePragma = "PRAGMA cache_size=-65536";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _exists;
    private readonly SqliteCommand _merge;
    private readonly SqliteCommand _merged;
    private readonly SqliteCommand _erase;
    private readonly SqliteCommand _eraseKeys;
    private readonly SqliteCommand _recordErasure;

    public SqliteJournalStatements(SqliteConnection connection)
    {
        _connection = connection;
        SqliteFile.Execute(connection, CachePragma);
        _insert = Prepare(
            """
            INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
            SELECT @user, @key, @item, @type, @value, @happened, @recorded
            WHERE NOT EXISTS (SELECT 1 FROM interaction_key WHERE user_id = @user AND event_key = @key)
            RETURNING sequence
            """,
            "user", "key", "item", "type", "value", "happened", "recorded");
        _find = Prepare("SELECT sequence FROM interaction_key WHERE user_id = @user AND event_key = @key", "user", "key");
        _exists = Prepare("SELECT COUNT(*) FROM interaction WHERE sequence = @sequence", "sequence");
        _merge = Prepare(
            """
            INSERT INTO interaction_key (user_id, event_key, sequence)
            SELECT @user, @key, @sequence WHERE EXISTS (SELECT 1 FROM interaction WHERE sequence = @sequence)
            ON CONFLICT DO NOTHING
            """,
            "user", "key", "sequence");
        _merged = Prepare("UPDATE indexed SET through = MAX(through, @through)", "through");
        _erase = Prepare(
            """
            DELETE FROM interaction WHERE user_id = @user AND sequence IN (
                SELECT sequence FROM interaction_key WHERE user_id = @user UNION ALL SELECT value FROM json_each(@tail))
            """,
            "user", "tail");
        _eraseKeys = Prepare("DELETE FROM interaction_key WHERE user_id = @user", "user");
        _recordErasure = Prepare("INSERT INTO erasure (erased_ms, interactions) VALUES (@time, @count)", "time", "count");
    }

    private ReadOnlySpan<SqliteCommand> Commands => new[] { _insert, _find, _exists, _merge, _merged, _erase, _eraseKeys, _recordErasure };

    /// <summary>Reads what others committed since.</summary>
    public void CatchUp(SqliteTail tail) => SqliteTailReader.CatchUp(_connection, tail);

    public SqliteTransaction Begin()
    {
        SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        foreach (SqliteCommand command in Commands)
        {
            command.Transaction = transaction;
        }

        return transaction;
    }

    /// <summary>The new sequence; null where the table of keys has the event.</summary>
    public long? Insert(Interaction interaction, byte[] key, long recordedMs)
    {
        Set(_insert, interaction.UserId, key, interaction.ItemId, interaction.Type, interaction.Value, interaction.TimestampMs, recordedMs);
        return (long?)_insert.ExecuteScalar();
    }

    /// <summary>The sequence of an event that the table of keys has.</summary>
    public long Find(string userId, byte[] key)
    {
        Set(_find, userId, key);
        return (long)_find.ExecuteScalar()!;
    }

    /// <summary>Whether nobody erased it meanwhile.</summary>
    public bool Exists(long sequence)
    {
        Set(_exists, sequence);
        return (long)_exists.ExecuteScalar()! > 0;
    }

    public void Merge(in SqliteTail.Entry entry)
    {
        Set(_merge, entry.UserId, EventKey.ToBytes(entry.Key), entry.Sequence);
        _merge.ExecuteNonQuery();
    }

    public void Merged(long through)
    {
        Set(_merged, through);
        _merged.ExecuteNonQuery();
    }

    /// <param name="tail">Of the user's sequences, those that the table of keys may lack.</param>
    public int Erase(string userId, IReadOnlyList<long> tail)
    {
        Set(_erase, userId, $"[{string.Join(',', tail)}]");
        int erased = _erase.ExecuteNonQuery();
        Set(_eraseKeys, userId);
        _eraseKeys.ExecuteNonQuery();
        return erased;
    }

    public void RecordErasure(long timeMs, int count)
    {
        Set(_recordErasure, timeMs, count);
        _recordErasure.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in Commands)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (string parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + parameter });
        }

        command.Prepare();
        return command;
    }
}
