using System.Data.Common;
using Manidala.Storage.Sql;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>PostgreSQL, through one bounded pool.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, string description) : SqlDatabase
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public override string Description => description;

    public override SqlDialect Dialect { get; } = new(
        ListOfIds: "SELECT json_array_elements_text(@ids::json)",
        EventKeyInHex: "encode(event_key, 'hex')",
        UpsertItems: """
            INSERT INTO item (ordinal, id, title, categories, attributes, is_hidden, timestamp_ms, expires_ms, is_deleted, change_sequence)
            SELECT ordinal, id, title, categories, attributes, hidden, "timestamp", expires, deleted, change
            FROM json_to_recordset(@rows::json) AS given (ordinal integer, id text, title text, categories text, attributes text,
                hidden boolean, "timestamp" bigint, expires bigint, deleted boolean, change bigint)
            ON CONFLICT (ordinal) DO UPDATE SET title = excluded.title, categories = excluded.categories, attributes = excluded.attributes,
                is_hidden = excluded.is_hidden, timestamp_ms = excluded.timestamp_ms, expires_ms = excluded.expires_ms,
                is_deleted = excluded.is_deleted, change_sequence = excluded.change_sequence
            """);

    public override UserRows RowsOf(DbConnection connection, string userId) =>
        new("interaction WHERE user_id = @user AND sequence > @after", [("user", userId)]);

    /// <summary>Reads once more where the first connection turns out to be dead: after a restart of the server the pool is full of such.</summary>
    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(read, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception) when (IsConnectionLost(exception))
        {
            return await ConnectAsync(read, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<T> WriteAsync<T>(WriteLock writeLock, Func<DbConnection, Task<T>> write, CancellationToken cancellationToken) =>
        ConnectAsync(
            async connection =>
            {
                try
                {
                    DbTransaction transaction = await BeginAsync(connection, writeLock, cancellationToken).ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                    {
                        T result = await write(connection).ConfigureAwait(false);
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                        return result;
                    }
                }
                catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DiskFull)
                {
                    throw new StorageFullException(description, exception);
                }
            },
            cancellationToken);

    /// <summary>Runs the function once with a connection, whatever becomes of it.</summary>
    public async Task<T> ConnectAsync<T>(Func<DbConnection, Task<T>> run, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await run(connection).ConfigureAwait(false);
        }
    }

    public override Task<long> ReadHorizonAsync(DbConnection connection, CancellationToken cancellationToken) =>
        JournalHorizon.ReadAsync(connection, cancellationToken);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private static async Task<DbTransaction> BeginAsync(DbConnection connection, WriteLock writeLock, CancellationToken cancellationToken)
    {
        while (true)
        {
            DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            if (await LockAsync(connection, writeLock, cancellationToken).ConfigureAwait(false))
            {
                return transaction;
            }

            await transaction.DisposeAsync().ConfigureAwait(false);
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>False where it is to be tried again, in another transaction.</returns>
    private static async Task<bool> LockAsync(DbConnection connection, WriteLock writeLock, CancellationToken cancellationToken)
    {
        if (writeLock == WriteLock.Schema)
        {
            // Whoever migrates may build an index beside its work, and that waits for every transaction that has looked at anything: one that waited for the migration
            // would wait for ever.
            return await connection.Command("SELECT CASE WHEN pg_try_advisory_xact_lock(@key) THEN 1 ELSE 0 END", ("key", (long)writeLock))
                .ScalarAsync(cancellationToken).ConfigureAwait(false) == 1;
        }

        // A statement of its own, so that the next one's snapshot shows what the last holder committed. It is given back after the commit is visible.
        await connection.Command("SELECT pg_advisory_xact_lock(@key)", ("key", (long)writeLock)).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static bool IsConnectionLost(NpgsqlException exception) => exception is PostgresException answer
        ? answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : exception.InnerException is IOException;
}
