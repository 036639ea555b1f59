using Manidala.Storage.Journal;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>
/// Commits a group in one round trip: it announces itself to followers (see <see cref="JournalHorizon"/>), then inserts.
/// </summary>
internal sealed class PostgresJournalCommitter(NpgsqlDataSource source, string description) : IJournalCommitter
{
    /// <summary>Two writers can deadlock on the same events, and a found duplicate can be erased by another silo: both pass.</summary>
    private const int MaxAttempts = 5;

    // The sort comes before the key's default is drawn, so sequences rise in the order given. Only what has a new key is inserted, in the same statement and thus
    // with it or not at all.
    private const string Insert =
        """
        WITH given AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS events (user_id, event_key, item_id, type, value, happened_ms, position)
        ), fresh AS (
            INSERT INTO interaction_key (user_id, event_key)
            SELECT user_id, event_key FROM given ORDER BY position
            ON CONFLICT (user_id, event_key) DO NOTHING
            RETURNING user_id, event_key, sequence
        )
        INSERT INTO interaction (sequence, user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
        SELECT sequence, user_id, event_key, item_id, type, value, happened_ms, (extract(epoch FROM statement_timestamp()) * 1000)::bigint
        FROM fresh JOIN given USING (user_id, event_key)
        RETURNING user_id, event_key, sequence
        """;

    // From the keys: the interaction may have been archived.
    private const string Find =
        """
        SELECT user_id, event_key, sequence
        FROM interaction_key JOIN unnest($1, $2) AS wanted (user_id, event_key) USING (user_id, event_key)
        """;

    private const string Erase =
        """
        WITH gone AS (DELETE FROM interaction WHERE user_id = $1 RETURNING 1),
            keys AS (DELETE FROM interaction_key WHERE user_id = $1)
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
                    throw new InvalidOperationException(
                        "Interactions that the journal holds already were erased again and again while they were looked up.");
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
            batch.BatchCommands.Add(new NpgsqlBatchCommand(JournalHorizon.Announce));
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
