using System.Data.Common;
using Manidala.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>The embedded database: <c>manidala.db</c>, whose commits are on the disk when they return.</summary>
internal sealed class SqliteDatabase(SqliteFile file) : SqlDatabase
{
    // Writers of this process wait here, in order, and not in SQLite's busy handler, which sleeps and starves.
    private readonly SemaphoreSlim _writers = new(1, 1);

    /// <summary>The keys of the newest interactions.</summary>
    public SqliteTail Tail { get; } = new();

    public override string Description => $"SQLite {file.Path}";

    public override SqlDialect Dialect { get; } = new(
        ListOfIds: "SELECT value FROM json_each(@ids)",
        EventKeyInHex: "lower(hex(event_key))",
        UpsertItems: """
            INSERT INTO item (ordinal, id, title, categories, attributes, is_hidden, timestamp_ms, expires_ms, is_deleted, change_sequence)
            SELECT value ->> 'ordinal', value ->> 'id', value ->> 'title', value ->> 'categories', value ->> 'attributes', value ->> 'hidden',
                value ->> 'timestamp', value ->> 'expires', value ->> 'deleted', value ->> 'change'
            FROM json_each(@rows) WHERE true
            ON CONFLICT (ordinal) DO UPDATE SET title = excluded.title, categories = excluded.categories, attributes = excluded.attributes,
                is_hidden = excluded.is_hidden, timestamp_ms = excluded.timestamp_ms, expires_ms = excluded.expires_ms,
                is_deleted = excluded.is_deleted, change_sequence = excluded.change_sequence
            """);

    /// <summary>The database blocks its caller, so this leaves the caller's thread: it may be a grain's.</summary>
    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
        Task.Run(
            () => TranslatedAsync(async () =>
            {
                using SqliteConnection connection = file.Open();
                return await read(connection).ConfigureAwait(false);
            }),
            cancellationToken);

    public override Task<T> WriteAsync<T>(WriteLock writeLock, Func<DbConnection, Task<T>> write, CancellationToken cancellationToken) =>
        Task.Run(
            () => ExclusiveAsync(() => TranslatedAsync(async () =>
            {
                using SqliteConnection connection = file.Open();
                using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                T result = await write(connection).ConfigureAwait(false);
                transaction.Commit();
                return result;
            }), cancellationToken),
            cancellationToken);

    /// <summary>Runs the function while no other write of this process runs.</summary>
    public async Task<T> ExclusiveAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await write().ConfigureAwait(false);
        }
        finally
        {
            _writers.Release();
        }
    }

    public override UserRows RowsOf(DbConnection connection, string userId)
    {
        SqliteTailReader.CatchUp((SqliteConnection)connection, Tail);
        (IReadOnlyList<long> tail, long known) = Tail.Of(userId);

        // What is merged between that moment and the statement's is in both, and what is committed between the two is above it. The join is the other way round
        // without CROSS: through the whole table from its end.
        return new(
            """
            (SELECT sequence FROM interaction_by_user WHERE user_id = @user AND sequence > @after
                UNION SELECT value FROM json_each(@tail) WHERE value > @after
                UNION SELECT sequence FROM interaction WHERE sequence > MAX(@known, @after) AND user_id = @user) AS mine
            CROSS JOIN interaction USING (sequence)
            """,
            [("user", userId), ("tail", $"[{string.Join(',', tail)}]"), ("known", known)]);
    }

    /// <summary>One writer at a time: what is committed later is above all that is there.</summary>
    public override Task<long> ReadHorizonAsync(DbConnection connection, CancellationToken cancellationToken) => Task.FromResult(long.MaxValue);

    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync().ConfigureAwait(false);
        _writers.Dispose();
    }

    private async Task<T> TranslatedAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (SqliteException exception) when (file.Translate(exception) is { } clear)
        {
            throw clear;
        }
    }
}
