using System.Data.Common;
using Manidala.Engine.Sessions;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Journal;

/// <summary>
/// Reads the <c>interaction</c> table. The journal keeps a 16-byte key of each event id and not the id itself, so an entry that is read
/// carries the key in hexadecimal as its <see cref="Interaction.Id"/>.
/// </summary>
internal sealed class JournalReader(SqlDatabase database)
{
    // The database writes the key out: as bytes, SQLite's reader makes a table of the row's columns for each.
    private readonly string _read = $"sequence, user_id, {database.Dialect.EventKeyInHex}, item_id, type, value, happened_ms, recorded_ms";

    public Task<IReadOnlyList<JournalEntry>> ReadOldestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        // A user whose id could not have been stored has no interactions; asking is the caller's mistake all the same.
        StorableText.Check(userId, nameof(userId));
        return ReadAsync(
            connection =>
            {
                UserRows rows = database.RowsOf(connection, userId);
                return Task.FromResult(connection.Command(
                    $"SELECT {_read} FROM {rows.From} ORDER BY sequence LIMIT @limit", [.. rows.Parameters, ("after", afterSequence), ("limit", limit)]));
            },
            limit, cancellationToken);
    }

    public Task<IReadOnlyList<JournalEntry>> ReadPageAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            async connection => connection.Command(
                $"SELECT {_read} FROM interaction WHERE sequence > @after AND sequence <= @horizon ORDER BY sequence LIMIT @limit",
                ("after", afterSequence),
                ("horizon", await database.ReadHorizonAsync(connection, cancellationToken).ConfigureAwait(false)),
                ("limit", limit)),
            limit, cancellationToken);

    public Task<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ReadHorizonAsync(connection, cancellationToken), cancellationToken);

    private async Task<long> ReadHorizonAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        long horizon = await database.ReadHorizonAsync(connection, cancellationToken).ConfigureAwait(false);
        return await connection.Command("SELECT MAX(sequence) FROM interaction WHERE sequence <= @horizon", ("horizon", horizon))
            .ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
    }

    private Task<IReadOnlyList<JournalEntry>> ReadAsync(Func<DbConnection, Task<DbCommand>> command, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return database.ReadAsync<IReadOnlyList<JournalEntry>>(
            async connection =>
            {
                DbCommand ready = await command(connection).ConfigureAwait(false);
                return await ready.ListAsync(ReadEntry, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>An entry of a row with sequence, user_id, the key in hexadecimal, item_id, type, value, happened_ms and recorded_ms.</summary>
    public static JournalEntry ReadEntry(DbDataReader row) => new(
        row.GetInt64(0),
        new Interaction(
            Id: row.GetString(2),
            UserId: row.GetString(1),
            ItemId: row.GetString(3),
            Type: row.GetString(4),
            TimestampMs: row.GetInt64(6),
            Value: row.GetDouble(5)),
        row.GetInt64(7));
}
