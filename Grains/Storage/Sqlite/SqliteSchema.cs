using System.Globalization;
using Manidala.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>
/// Creates, checks and migrates a database file. Its version is SQLite's <c>user_version</c>, and <c>application_id</c> marks it as ours.
/// Safe among concurrent starts: whoever gets the write lock first migrates, the others then find nothing to do.
/// </summary>
internal sealed class SqliteSchema(SqliteFile file, string name)
{
    /// <summary>«MNDL».</summary>
    internal const long ApplicationId = 0x4D4E444C;

    /// <summary>Files up to here are checked in whole at each start: about a second on a slow disk.</summary>
    private const long MaxCheckedBytes = 256L << 20;

    private readonly IReadOnlyList<string> _migrations = SqlResources.Migrations("Sqlite", name);

    public void Prepare()
    {
        CheckHeader();
        using SqliteConnection connection = file.Open();
        try
        {
            CheckStamp(connection);
            QuickCheck(connection);
            SqliteFile.Execute(connection, "PRAGMA journal_mode=WAL;");
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            Migrate(connection, CheckStamp(connection));
            transaction.Commit();
        }
        catch (SqliteException exception) when (file.Translate(exception) is { } clear)
        {
            throw clear;
        }
    }

    /// <summary>Before SQLite sees it, which takes a file of under 100 bytes for an empty database.</summary>
    public void CheckHeader()
    {
        FileInfo info = new(file.Path);
        if (!info.Exists || info.Length == 0)
        {
            return;
        }

        Span<byte> start = stackalloc byte[16];
        try
        {
            using FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual("SQLite format 3\0"u8))
            {
                throw new CorruptDatabaseException(file.Path, "is not an SQLite database; move it away, or use another folder.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException(file.Path, exception.Message, exception);
        }
    }

    private long CheckStamp(SqliteConnection connection)
    {
        long application = Scalar(connection, "PRAGMA application_id");
        long version = Scalar(connection, "PRAGMA user_version");
        bool isEmpty = Scalar(connection, "SELECT COUNT(*) FROM sqlite_master") == 0;
        if (application != ApplicationId && !isEmpty)
        {
            throw new CorruptDatabaseException(file.Path, "is an SQLite database of another program; use another folder.");
        }

        if (version > _migrations.Count)
        {
            throw new NewerSchemaException(file.Path, version, _migrations.Count);
        }

        return version;
    }

    private void QuickCheck(SqliteConnection connection)
    {
        if (new FileInfo(file.Path).Length > MaxCheckedBytes)
        {
            return;
        }

        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is string finding && finding != "ok")
        {
            throw new CorruptDatabaseException(
                file.Path, $"is damaged ({finding.ReplaceLineEndings(" ")}); put back a copy of it, or use another folder.");
        }
    }

    private void Migrate(SqliteConnection connection, long version)
    {
        if (version == _migrations.Count)
        {
            return;
        }

        for (int next = (int)version; next < _migrations.Count; next++)
        {
            SqliteFile.Execute(connection, _migrations[next]);
        }

        // Pragmas take no parameters; both are numbers of ours.
        SqliteFile.Execute(connection, string.Create(
            CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={_migrations.Count};"));
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
