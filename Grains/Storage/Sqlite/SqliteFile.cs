using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>One database file, and how its connections are set. Thread-safe.</summary>
internal sealed class SqliteFile : DbDataSource
{
    /// <summary>How long a connection waits for another process's write, in milliseconds.</summary>
    private const int BusyTimeoutMs = 5000;

    private readonly string _pragmas;

    /// <param name="isDurable">Whether a commit is on the disk when it returns; otherwise a power cut may take the last commits, but never the file.</param>
    public SqliteFile(string path, bool isDurable)
    {
        Path = System.IO.Path.GetFullPath(path);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path, ForeignKeys = true }.ToString();
        // secure_delete: what is erased is overwritten, not only unlinked.
        _pragmas = $"PRAGMA busy_timeout={BusyTimeoutMs}; PRAGMA synchronous={(isDurable ? "FULL" : "NORMAL")}; PRAGMA secure_delete=ON;";
    }

    public string Path { get; }

    public override string ConnectionString { get; }

    /// <summary>An open, tuned connection; what goes wrong is said as this project's exceptions.</summary>
    public SqliteConnection Open()
    {
        try
        {
            return (SqliteConnection)OpenDbConnection();
        }
        catch (SqliteException exception) when (Translate(exception) is { } clear)
        {
            throw clear;
        }
    }

    /// <summary>The exception that says what the user can do about it; null where there is none better.</summary>
    public Exception? Translate(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => new StorageFullException(Path, exception),
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => new CorruptDatabaseException(
            Path, "is damaged or not an SQLite database; put back a copy of it, or use another folder.", exception),
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_AUTH
            or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_BUSY =>
            new DatabaseUnavailableException(Path, exception.Message, exception),
        _ => null,
    };

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        SqliteConnection connection = new(ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, _pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(OpenDbConnection());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Only this file's pool: without it the file's handles would outlive the database.
            using SqliteConnection any = new(ConnectionString);
            SqliteConnection.ClearPool(any);
        }

        base.Dispose(disposing);
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
