using Manidala.Storage.Sql;
using Manidala.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Examination;

/// <summary>Looks at a data folder's database beside whoever serves from it.</summary>
internal static class SqliteLook
{
    private const int Queries = 5;

    public static DatabaseFacts Run(string folder, TimeProvider time)
    {
        string path = Path.Combine(Path.GetFullPath(folder), SqliteOpener.MainFile);
        string where = $"SQLite {path}";
        int known = SqlResources.Migrations("Sqlite", "main").Count;
        if (!File.Exists(path))
        {
            return new(where, Version: "", TimeSpan.Zero, Schema: 0, known, ClockAhead: TimeSpan.Zero) { MissingRights = MissingRights(folder) };
        }

        SqliteFile file = new(path, isDurable: true);
        new SqliteSchema(file, "main").CheckHeader();
        try
        {
            using SqliteConnection connection = Open(path);
            long schema = Number(connection, "PRAGMA user_version");
            TimeSpan latency = Latency(connection, time);
            return new(where, $"SQLite {connection.ServerVersion}", latency, schema, known, schema == 0 ? TimeSpan.Zero : NewestAhead(connection, time))
            {
                IsReadable = schema <= known,
                MissingRights = MissingRights(folder),
            };
        }
        catch (SqliteException exception) when (file.Translate(exception) is { } clear)
        {
            throw clear;
        }
    }

    /// <summary>Not read-only: after a crash the write-ahead log is read into the file first. A pool would hold it open.</summary>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static TimeSpan Latency(SqliteConnection connection, TimeProvider time)
    {
        var took = new TimeSpan[Queries];
        for (int i = 0; i < Queries; i++)
        {
            long started = time.GetTimestamp();
            Number(connection, "SELECT COUNT(*) FROM sqlite_master");
            took[i] = time.GetElapsedTime(started);
        }

        Array.Sort(took);
        return took[Queries / 2];
    }

    // The file has no clock. What it holds of the future was written by one that has been set back since.
    private static TimeSpan NewestAhead(SqliteConnection connection, TimeProvider time)
    {
        long newest = Number(connection, "SELECT COALESCE(MAX(recorded_ms), 0) FROM (SELECT recorded_ms FROM interaction ORDER BY sequence DESC LIMIT 1)");
        TimeSpan ahead = DateTimeOffset.FromUnixTimeMilliseconds(newest) - time.GetUtcNow();
        return ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
    }

    private static string[] MissingRights(string folder)
    {
        // The folder may still have to be made, by whoever may write where it will be.
        string there = Path.GetFullPath(folder);
        while (!Directory.Exists(there))
        {
            there = Path.GetDirectoryName(there)!;
        }

        try
        {
            using FileStream probe = new(
                Path.Combine(there, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return [];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return [$"write in {there}: {refused.Message}"];
        }
    }
}
