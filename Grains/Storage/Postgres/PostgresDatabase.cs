using System.Data.Common;
using Manidala.Storage.Sql;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>PostgreSQL, through one bounded pool.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, string description) : SqlDatabase
{
    public override string Description => description;

    public override SqlDialect Dialect { get; } = new(
        // Every transaction below the snapshot's xmin is over; what a running one commits later is above all that is read here.
        FollowerFilter: " AND tx < pg_snapshot_xmin(pg_current_snapshot())",
        ListOfIds: "SELECT json_array_elements_text(@ids::json)",
        UpsertItems: """
            INSERT INTO item (ordinal, id, title, categories, attributes, is_hidden, timestamp_ms, expires_ms, is_deleted, change_sequence)
            SELECT ordinal, id, title, categories, attributes, hidden, "timestamp", expires, deleted, change
            FROM json_to_recordset(@rows::json) AS given (ordinal integer, id text, title text, categories text, attributes text,
                hidden boolean, "timestamp" bigint, expires bigint, deleted boolean, change bigint)
            ON CONFLICT (ordinal) DO UPDATE SET title = excluded.title, categories = excluded.categories, attributes = excluded.attributes,
                is_hidden = excluded.is_hidden, timestamp_ms = excluded.timestamp_ms, expires_ms = excluded.expires_ms,
                is_deleted = excluded.is_deleted, change_sequence = excluded.change_sequence
            """);

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await read(connection).ConfigureAwait(false);
        }
    }

    public override Task<T> WriteAsync<T>(WriteLock writeLock, Func<DbConnection, Task<T>> write, CancellationToken cancellationToken) =>
        ReadAsync(
            async connection =>
            {
                try
                {
                    DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                    {
                        // A statement of its own, so that the next one's snapshot shows what the last holder committed. It is given back after the
                        // commit is visible.
                        await connection.Command("SELECT pg_advisory_xact_lock(@key)", ("key", (long)writeLock))
                            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
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

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}
