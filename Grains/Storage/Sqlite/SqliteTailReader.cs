using Manidala.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>Reads into a tail what was committed since it was last read: at the start what was never merged, later what other processes wrote.</summary>
internal static class SqliteTailReader
{
    // A process that reads and never writes merges nothing: while another one imports, its tail would grow without end.
    private const int TrimAbove = 100_000;

    /// <summary>Asks for the highest sequence that was ever given.</summary>
    public const string LastSequence = "SELECT seq FROM sqlite_sequence WHERE name = 'interaction'";

    public static void CatchUp(SqliteConnection connection, SqliteTail tail)
    {
        long last = Scalar(connection, LastSequence);
        if (tail.Known >= 0 && last <= tail.Known)
        {
            return;
        }

        long merged = Scalar(connection, "SELECT through FROM indexed");
        long known = Math.Max(tail.Known, merged);
        tail.Add(Read(connection, known, last), Math.Max(known, last));
        if (tail.Waiting > TrimAbove)
        {
            tail.Trim(merged);
        }
    }

    private static List<SqliteTail.Entry> Read(SqliteConnection connection, long after, long through)
    {
        List<SqliteTail.Entry> entries = [];
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT user_id, event_key, sequence FROM interaction WHERE sequence > @after AND sequence <= @through ORDER BY sequence";
        command.Parameters.AddWithValue("@after", after);
        command.Parameters.AddWithValue("@through", through);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            entries.Add(new(reader.GetString(0), EventKey.FromBytes(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2)));
        }

        return entries;
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long?)command.ExecuteScalar() ?? 0;
    }
}
