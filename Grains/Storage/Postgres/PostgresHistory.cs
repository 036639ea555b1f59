using Manidala.Storage.Journal;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>Reads the histories of a group in one round trip. Thread-safe.</summary>
internal sealed class PostgresHistory(PostgresDatabase database) : IHistorySource
{
    public const string Newest =
        """
        SELECT sequence, item_id, type, happened_ms, value FROM interaction
        WHERE user_id = $1 AND sequence > $2 ORDER BY sequence DESC LIMIT $3
        """;

    public Task ReadAsync(IReadOnlyList<HistoryLookup> group) => group.Count == 0
        ? Task.CompletedTask
        : database.ReadAsync(
            async connection =>
            {
                await ReadAsync((NpgsqlConnection)connection, group).ConfigureAwait(false);
                return group.Count;
            },
            CancellationToken.None);

    public void Dispose()
    {
        // The connections are the database's.
    }

    private static async Task ReadAsync(NpgsqlConnection connection, IReadOnlyList<HistoryLookup> group)
    {
        NpgsqlBatch batch = connection.CreateBatch();
        await using (batch.ConfigureAwait(false))
        {
            foreach (HistoryLookup lookup in group)
            {
                batch.BatchCommands.Add(CommandFor(lookup));
            }

            NpgsqlDataReader reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                foreach (HistoryLookup lookup in group)
                {
                    lookup.Complete(await ReadOneAsync(reader, lookup).ConfigureAwait(false));
                    await reader.NextResultAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private static NpgsqlBatchCommand CommandFor(HistoryLookup lookup)
    {
        NpgsqlBatchCommand command = new(Newest);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lookup.UserId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lookup.After });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lookup.IsWholeOrNothing ? lookup.Most + 1L : lookup.Most });
        return command;
    }

    private static async Task<IReadOnlyList<PastInteraction>?> ReadOneAsync(NpgsqlDataReader reader, HistoryLookup lookup)
    {
        List<PastInteraction> history = [];
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            history.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetDouble(4)));
        }

        history.Reverse();
        return lookup.IsWholeOrNothing && history.Count > lookup.Most ? null : history;
    }
}
