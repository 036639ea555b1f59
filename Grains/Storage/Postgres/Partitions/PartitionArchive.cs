using System.Data;
using System.Data.Common;
using Manidala.Storage.Journal;
using Manidala.Storage.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Manidala.Storage.Postgres.Partitions;

/// <summary>Reads whole partitions, and takes those away that somebody keeps elsewhere.</summary>
internal sealed class PartitionArchive(PostgresDatabase database)
{
    private const int PageLength = 50_000;

    public Task<PartitionMoment> ReadAsync(JournalPartition partition, Func<IReadOnlyList<JournalEntry>, Task> take, CancellationToken cancellationToken) =>
        database.ConnectAsync(
            async connection =>
            {
                // Before the snapshot: all that is up to the horizon is in it.
                long horizon = await JournalHorizon.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
                DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    PartitionMoment moment = new(horizon, await LastErasureAsync(connection, cancellationToken).ConfigureAwait(false));
                    await RefuseAboveAsync(connection, [partition], horizon, cancellationToken).ConfigureAwait(false);
                    await ReadRowsAsync(connection, partition, take, cancellationToken).ConfigureAwait(false);
                    return moment;
                }
            },
            cancellationToken);

    public async Task<bool> DropAsync(JournalPartition partition, PartitionMoment moment, int keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        try
        {
            return await database.WriteAsync(
                WriteLock.Partitions,
                async connection =>
                {
                    IReadOnlyList<JournalPartition> going = await FindGoingAsync(connection, partition, cancellationToken).ConfigureAwait(false);
                    await CollectKeptAsync(connection, going, keep, cancellationToken).ConfigureAwait(false);

                    // From here on nobody reads or writes the journal until the commit.
                    await connection.Command("SET LOCAL lock_timeout = '10s'; LOCK TABLE interaction IN ACCESS EXCLUSIVE MODE")
                        .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                    await RefuseAboveAsync(connection, going, moment.Horizon, cancellationToken).ConfigureAwait(false);
                    bool isErased = await LastErasureAsync(connection, cancellationToken).ConfigureAwait(false) != moment.LastErasure;
                    await ReplaceAsync(connection, going, keep > 0, isErased, cancellationToken).ConfigureAwait(false);
                    return isErased;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            throw new PartitionInUseException(partition.Name, "is locked by somebody else");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new UnauthorizedAccessException($"The partition {partition.Name} can be dropped by the role that owns it alone: {exception.MessageText}.", exception);
        }
    }

    public async Task<IReadOnlyList<bool>> AreHeldAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection =>
            {
                NpgsqlCommand command = (NpgsqlCommand)connection.Command(
                    """
                    SELECT key.sequence IS NOT DISTINCT FROM asked.sequence
                    FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (user_id, event_key, sequence, position)
                        LEFT JOIN interaction_key AS key ON key.user_id = asked.user_id AND key.event_key = asked.event_key
                    ORDER BY position
                    """);
                Add(command, NpgsqlDbType.Text, entries.Select(entry => entry.Interaction.UserId));
                Add(command, NpgsqlDbType.Bytea, entries.Select(entry => Convert.FromHexString(entry.Interaction.Id)));
                Add(command, NpgsqlDbType.Bigint, entries.Select(entry => entry.Sequence));
                return await command.ListAsync(row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type });

    private static async Task ReadRowsAsync(
        DbConnection connection, JournalPartition partition, Func<IReadOnlyList<JournalEntry>, Task> take, CancellationToken cancellationToken)
    {
        DbCommand command = Long(connection.Command(
            $"SELECT sequence, user_id, encode(event_key, 'hex'), item_id, type, value, happened_ms, recorded_ms FROM {partition.Name} ORDER BY sequence"));
        List<JournalEntry> page = new(PageLength);
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    page.Add(JournalReader.ReadEntry(reader));
                    if (page.Count == PageLength)
                    {
                        await take(page).ConfigureAwait(false);
                        page = new(PageLength);
                    }
                }
            }
        }

        if (page.Count > 0)
        {
            await take(page).ConfigureAwait(false);
        }
    }

    /// <summary>The partition, and what is kept of those before it: the two become one.</summary>
    private static async Task<IReadOnlyList<JournalPartition>> FindGoingAsync(DbConnection connection, JournalPartition partition, CancellationToken cancellationToken)
    {
        JournalPartition[] bounded = [.. (await PartitionCatalog.ReadAsync(connection, cancellationToken).ConfigureAwait(false))
            .Where(one => one.Kind != PartitionKind.Rest)
            .TakeWhile(one => one.To <= partition.To)];
        return bounded is [.., var last] && last == partition && bounded.SkipLast(1).All(one => one.Kind == PartitionKind.Kept)
            ? bounded
            : throw new PartitionInUseException(partition.Name, "is not the oldest one");
    }

    private static async Task CollectKeptAsync(DbConnection connection, IReadOnlyList<JournalPartition> going, int keep, CancellationToken cancellationToken)
    {
        if (keep == 0)
        {
            return;
        }

        // In this transaction, so that nothing is left of it where the process ends. Of each user the newest are found once, in the index.
        string candidates = string.Join(" UNION ALL ", going.Select(one => $"SELECT {PartitionMaking.Columns} FROM {one.Name}"));
        await Long(connection.Command(
            $"""
            CREATE TABLE interaction_keeping (LIKE interaction);
            WITH candidate AS NOT MATERIALIZED ({candidates}),
                floor AS MATERIALIZED (
                    SELECT user_id, (
                        SELECT sequence FROM interaction WHERE interaction.user_id = someone.user_id ORDER BY sequence DESC OFFSET {keep - 1} LIMIT 1) AS lowest
                    FROM (SELECT DISTINCT user_id FROM candidate) AS someone
                )
            INSERT INTO interaction_keeping ({PartitionMaking.Columns})
            SELECT {PartitionMaking.Columns} FROM candidate JOIN floor USING (user_id) WHERE sequence >= COALESCE(lowest, 0);
            ALTER TABLE interaction_keeping ADD CONSTRAINT interaction_keeping_range CHECK ({RangeOf(going)});
            ALTER TABLE interaction_keeping ADD PRIMARY KEY (user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value);
            CREATE INDEX ON interaction_keeping (sequence);
            """)).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReplaceAsync(
        DbConnection connection, IReadOnlyList<JournalPartition> going, bool isKept, bool isErased, CancellationToken cancellationToken)
    {
        foreach (JournalPartition partition in going)
        {
            await Long(connection.Command($"ALTER TABLE interaction DETACH PARTITION {partition.Name}; DROP TABLE {partition.Name}")).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        if (isKept && isErased)
        {
            // Who was erased since they were collected has no keys any more.
            await Long(connection.Command(
                """
                DELETE FROM interaction_keeping AS kept WHERE NOT EXISTS (
                    SELECT FROM interaction_key AS key WHERE key.user_id = kept.user_id AND key.event_key = kept.event_key AND key.sequence = kept.sequence)
                """)).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        if (isKept)
        {
            await connection.Command(
                $"""
                ALTER TABLE interaction ATTACH PARTITION interaction_keeping
                    FOR VALUES FROM ({PartitionCatalog.Bound(going[0].From, "MINVALUE")}) TO ({PartitionCatalog.Bound(going[^1].To, "MAXVALUE")});
                ALTER TABLE interaction_keeping DROP CONSTRAINT interaction_keeping_range;
                ALTER TABLE interaction_keeping RENAME TO {PartitionCatalog.Kept};
                """).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Without a limit of time: what it takes depends on how much there is.</summary>
    private static DbCommand Long(DbCommand command)
    {
        command.CommandTimeout = 0;
        return command;
    }

    private static string RangeOf(IReadOnlyList<JournalPartition> going)
    {
        string below = $"recorded_ms < {PartitionCatalog.Bound(going[^1].To, "")}";
        return going[0].From is null ? below : $"recorded_ms >= {PartitionCatalog.Bound(going[0].From, "")} AND {below}";
    }

    /// <summary>A number that is drawn later is above the horizon, whatever the clock says of it.</summary>
    private static async Task RefuseAboveAsync(
        DbConnection connection, IReadOnlyList<JournalPartition> partitions, long horizon, CancellationToken cancellationToken)
    {
        foreach (JournalPartition partition in partitions)
        {
            long? last = await connection.Command($"SELECT MAX(sequence) FROM {partition.Name}").ScalarAsync(cancellationToken).ConfigureAwait(false);
            if (last > horizon)
            {
                throw new PartitionInUseException(partition.Name, "is still written to");
            }
        }
    }

    private static async Task<long> LastErasureAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.Command("SELECT MAX(number) FROM erasure").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
}
