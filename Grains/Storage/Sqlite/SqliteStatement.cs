using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Manidala.Storage.Sqlite;

/// <summary>
/// A statement that is prepared once and run for each interaction, on the connection's own transaction. ADO.NET's command makes a reader, a binder for each
/// parameter and an array for each text on every run: more than the insert itself. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int StackLimit = 512;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <param name="place">From 1 on, in the order of <c>?1</c>, <c>?2</c>, …</param>
    public SqliteStatement Bind(int place, string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > StackLimit ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[StackLimit];

        // SQLite keeps a copy.
        int code = raw.sqlite3_bind_text(_statement, place, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Check(code);
        return this;
    }

    public SqliteStatement Bind(int place, ReadOnlySpan<byte> blob)
    {
        Check(raw.sqlite3_bind_blob(_statement, place, blob));
        return this;
    }

    public SqliteStatement Bind(int place, long number)
    {
        Check(raw.sqlite3_bind_int64(_statement, place, number));
        return this;
    }

    public SqliteStatement Bind(int place, double number)
    {
        Check(raw.sqlite3_bind_double(_statement, place, number));
        return this;
    }

    /// <summary>Runs to the end; the first column of the first row as a number, null where there is no row.</summary>
    /// <exception cref="SqliteException">As from a command.</exception>
    public long? Run()
    {
        int code = raw.sqlite3_step(_statement);
        long? first = code == raw.SQLITE_ROW ? raw.sqlite3_column_int64(_statement, 0) : null;
        while (code == raw.SQLITE_ROW)
        {
            code = raw.sqlite3_step(_statement);
        }

        // Of a failed step it answers the same code; the exception reads its text from the connection before anything else runs there.
        int reset = raw.sqlite3_reset(_statement);
        Check(code == raw.SQLITE_DONE ? reset : code);
        return first;
    }

    /// <summary>Steps to the next row, whose columns can then be asked for; false after the last. <see cref="Reset"/> ends it, wherever it stands.</summary>
    public bool Read()
    {
        int code = raw.sqlite3_step(_statement);
        if (code != raw.SQLITE_ROW && code != raw.SQLITE_DONE)
        {
            Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Real(int column) => raw.sqlite3_column_double(_statement, column);

    // Of a text these are its bytes in UTF-8, without a copy.
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    /// <param name="usual">The answer, rather than another string, where the text is this one.</param>
    public string Text(int column, string usual)
    {
        ReadOnlySpan<byte> utf8 = raw.sqlite3_column_blob(_statement, column);
        return Ascii.Equals(utf8, usual) ? usual : Encoding.UTF8.GetString(utf8);
    }

    public void Reset() => Check(raw.sqlite3_reset(_statement));

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
