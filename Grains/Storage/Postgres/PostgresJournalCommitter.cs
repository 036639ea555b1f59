using Manidala.Storage.Journal;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>
/// Commits a group in one round trip. Its transaction takes its number before it draws the first sequence number: were it the other way
/// round, another writer could draw a higher sequence, take a lower transaction number and commit in between, and a follower that reads
/// up to the oldest running transaction would pass over this group.
/// </summary>
internal sealed class PostgresJournalCommitter(NpgsqlDataSource source, string description) : IJournalCommitter
{
    /// <summary>Two writers can deadlock on the same events, and a found duplicate can be erased by another silo: both pass.</summary>
    private const int MaxAttempts = 5;

    private const string TakeTransactionNumber = "SELECT pg_current_xact_id()";

    // The sort comes before the identity's default is drawn, so sequences rise in the order given.
    private const string Insert =
        """
        INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
        SELECT user_id, event_key, item_id, type, value, happened_ms, (extract(epoch FROM statement_timestamp()) * 1000)::bigint
        FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS given (user_id, event_key, item_id, type, value, happened_ms, position)
        ORDER BY position
        ON CONFLICT (user_id, event_key) DO NOTHING
        RETURNING user_id, event_key, sequence
        """;

    private const string Find =
        """
        SELECT user_id, event_key, sequence
        FROM interaction JOIN unnest($1, $2) AS wanted (user_id, event_key) USING (user_id, event_key)
        """;

    private const string Erase =
        """
        WITH gone AS (DELETE FROM interaction WHERE user_id = $1 RETURNING 1)
        INSERT INTO erasure (erased_ms, interactions)
        SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint, COUNT(*) FROM gone
        RETURNING interactions
        """;

    public async Task<AppendResult[]> CommitAsync(JournalGroup group)
    {
        PostgresGroup state = new(group);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await InsertMissingAsync(state).ConfigureAwait(false);
                await FindMissingAsync(state).ConfigureAwait(false);
                if (state.IsComplete)
                {
                    return state.Results();
                }

                if (attempt == MaxAttempts)
                {
                    throw new InvalidOperationException("Interactions that the journal holds already were erased again and again while they were looked up.");
                }
            }
            catch (PostgresException exception) when (IsLostRace(exception) && attempt < MaxAttempts)
            {
                // Rolled back as a whole: the next attempt starts from what is committed.
                continue;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DiskFull)
            {
                throw new StorageFullException(description, exception);
            }
        }
    }

    public async Task<long> EraseUserAsync(string userId)
    {
        NpgsqlCommand command = source.CreateCommand(Erase);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = userId });
            return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task InsertMissingAsync(PostgresGroup state)
    {
        NpgsqlBatch batch = source.CreateBatch();
        await using (batch.ConfigureAwait(false))
        {
            // Without a BEGIN of its own, a batch is one transaction and one round trip.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(TakeTransactionNumber));
            NpgsqlBatchCommand insert = new(Insert);
            state.AddRowsTo(insert.Parameters);
            batch.BatchCommands.Add(insert);
            List<PostgresGroup.Row> inserted = [];
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync().ConfigureAwait(false);
                await ReadRowsAsync(reader, inserted).ConfigureAwait(false);
            }

            // Only now is the batch known to be committed.
            state.Inserted(inserted);
        }
    }

    private async Task FindMissingAsync(PostgresGroup state)
    {
        if (state.IsComplete)
        {
            return;
        }

        NpgsqlCommand command = source.CreateCommand(Find);
        await using (command.ConfigureAwait(false))
        {
            state.AddKeysTo(command.Parameters);
            List<PostgresGroup.Row> found = [];
            NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await ReadRowsAsync(reader, found).ConfigureAwait(false);
            }

            state.Found(found);
        }
    }

    private static async Task ReadRowsAsync(NpgsqlDataReader reader, List<PostgresGroup.Row> rows)
    {
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(new(reader.GetString(0), EventKey.FromBytes(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2)));
        }
    }

    private static bool IsLostRace(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
