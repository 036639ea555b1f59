using System.Data.Common;
using Manidala.Storage.Sql;
using Npgsql;

namespace Manidala.Storage.Postgres.Partitions;

/// <summary>
/// What takes time when the journal of an older version becomes the first partition: it is done before that, in many transactions, while others read and write. All
/// of it can be broken off, and goes on with what is not done yet: the copy of the keys from its beginning, each index from its own.
/// </summary>
internal static class PartitionUpgrade
{
    /// <summary>The version that fills the keys of new interactions, and after which this comes.</summary>
    public const int After = 9;

    private const int KeysAtOnce = 20_000;

    private static readonly TimeSpan Margin = TimeSpan.FromDays(7);

    /// <summary>
    /// Where the first partition ends. Ahead by more than the preparation takes: the border is checked for new interactions from then on, and would refuse them
    /// after it.
    /// </summary>
    public static async Task<DateTimeOffset> ChooseBorderAsync(PostgresDatabase database, JournalPeriod period, CancellationToken cancellationToken)
    {
        DateTimeOffset now = await database.ReadAsync(connection => PartitionCatalog.ReadClockAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        return PartitionCalendar.EndOf(period, now + Margin);
    }

    public static Task PrepareAsync(PostgresDatabase database, DateTimeOffset border, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            long? last = await connection.Command("SELECT MAX(sequence) FROM interaction").ScalarAsync(cancellationToken).ConfigureAwait(false);
            if (last is { } through)
            {
                // Its index comes after the copy: where it is begun, the copy is whole, and new interactions have their keys by the triggers.
                if (await CountAsync(connection, "SELECT COUNT(to_regclass('interaction_before_pkey'))", cancellationToken).ConfigureAwait(false) == 0)
                {
                    await CopyKeysAsync(connection, through, cancellationToken).ConfigureAwait(false);
                }

                await BuildIndexAsync(
                    connection, "interaction_before_pkey", "UNIQUE", "(user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value)", cancellationToken).ConfigureAwait(false);
                await BuildIndexAsync(connection, "interaction_before_sequence", "", "(sequence)", cancellationToken).ConfigureAwait(false);
                await CheckBorderAsync(connection, border, cancellationToken).ConfigureAwait(false);
            }

            return last;
        },
        cancellationToken);

    private static async Task CopyKeysAsync(DbConnection connection, long through, CancellationToken cancellationToken)
    {
        long? after = 0;
        while (after < through)
        {
            try
            {
                // The lock: a user who is erased meanwhile is either passed over or erased after the copy, with it.
                after = await Long(connection.Command(
                    """
                    WITH slice AS MATERIALIZED (
                        SELECT user_id, event_key, sequence FROM interaction
                        WHERE sequence > @after AND sequence <= @through ORDER BY sequence LIMIT @limit FOR KEY SHARE
                    ), copied AS (
                        INSERT INTO interaction_key (user_id, event_key, sequence)
                        SELECT user_id, event_key, sequence FROM slice ORDER BY user_id, event_key
                        ON CONFLICT DO NOTHING
                    )
                    SELECT MAX(sequence) FROM slice
                    """,
                    ("after", after), ("through", through), ("limit", KeysAtOnce))).ScalarAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // With an erasure that met the rows in another order. Rolled back; the same slice again.
            }
        }
    }

    /// <remarks>
    /// It waits for whoever reads at that moment. A process of the version before that starts now waits for the migration's lock in one statement, until that runs into
    /// its time limit of half a minute; then this goes on.
    /// </remarks>
    private static async Task BuildIndexAsync(DbConnection connection, string name, string unique, string columns, CancellationToken cancellationToken)
    {
        // One that was broken off is there and not valid.
        if (await CountAsync(connection, $"SELECT COUNT(*) FROM pg_index WHERE indexrelid = to_regclass('{name}') AND NOT indisvalid", cancellationToken).ConfigureAwait(false) > 0)
        {
            await Long(connection.Command($"DROP INDEX CONCURRENTLY {name}")).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        await Long(connection.Command($"CREATE {unique} INDEX CONCURRENTLY IF NOT EXISTS {name} ON interaction {columns}")).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Validating reads the whole table and keeps nobody from writing; attaching then need not read it again.</summary>
    private static async Task CheckBorderAsync(DbConnection connection, DateTimeOffset border, CancellationToken cancellationToken)
    {
        await connection.Command(
            $"""
            SET lock_timeout = '10s';
            ALTER TABLE interaction DROP CONSTRAINT IF EXISTS interaction_before_border,
                ADD CONSTRAINT interaction_before_border CHECK (recorded_ms < {PartitionCatalog.Bound(border, "")}) NOT VALID;
            RESET lock_timeout;
            """).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await Long(connection.Command("ALTER TABLE interaction VALIDATE CONSTRAINT interaction_before_border")).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> CountAsync(DbConnection connection, string sql, CancellationToken cancellationToken) =>
        await connection.Command(sql).ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;

    private static DbCommand Long(DbCommand command)
    {
        command.CommandTimeout = 0;
        return command;
    }
}
