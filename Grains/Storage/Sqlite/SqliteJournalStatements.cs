using Manidala.Engine.Sessions;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>The journal's statements, prepared once on one connection. Not thread-safe.</summary>
internal sealed class SqliteJournalStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _erase;
    private readonly SqliteCommand _recordErasure;

    public SqliteJournalStatements(SqliteConnection connection)
    {
        _connection = connection;
        _insert = Prepare(
            """
            INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
            VALUES (@user, @key, @item, @type, @value, @happened, @recorded)
            ON CONFLICT (user_id, event_key) DO NOTHING RETURNING sequence
            """,
            "user", "key", "item", "type", "value", "happened", "recorded");
        _find = Prepare("SELECT sequence FROM interaction WHERE user_id = @user AND event_key = @key", "user", "key");
        _erase = Prepare("DELETE FROM interaction WHERE user_id = @user", "user");
        _recordErasure = Prepare("INSERT INTO erasure (erased_ms, interactions) VALUES (@time, @count)", "time", "count");
    }

    public SqliteTransaction Begin()
    {
        SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        _insert.Transaction = _find.Transaction = _erase.Transaction = _recordErasure.Transaction = transaction;
        return transaction;
    }

    /// <summary>The new sequence; null where the event is there already.</summary>
    public long? Insert(Interaction interaction, byte[] key, long recordedMs)
    {
        Set(_insert, interaction.UserId, key, interaction.ItemId, interaction.Type, interaction.Value, interaction.TimestampMs, recordedMs);
        return (long?)_insert.ExecuteScalar();
    }

    public long Find(string userId, byte[] key)
    {
        Set(_find, userId, key);
        return (long)_find.ExecuteScalar()!;
    }

    public int Erase(string userId)
    {
        Set(_erase, userId);
        return _erase.ExecuteNonQuery();
    }

    public void RecordErasure(long timeMs, int count)
    {
        Set(_recordErasure, timeMs, count);
        _recordErasure.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _find.Dispose();
        _erase.Dispose();
        _recordErasure.Dispose();
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
