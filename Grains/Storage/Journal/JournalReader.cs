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
    private const string Columns = "sequence, user_id, event_key, item_id, type, value, happened_ms";

    private readonly string _page =
        $"SELECT {Columns} FROM interaction WHERE sequence > @after{database.Dialect.FollowerFilter} ORDER BY sequence LIMIT @limit";

    private readonly string _horizon =
        $"SELECT sequence FROM interaction WHERE sequence > 0{database.Dialect.FollowerFilter} ORDER BY sequence DESC LIMIT 1";

    public Task<IReadOnlyList<JournalEntry>> ReadNewestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadUserAsync(
            $"SELECT {Columns} FROM (SELECT {Columns} FROM interaction WHERE user_id = @user AND sequence > @after ORDER BY sequence DESC LIMIT @limit) AS newest ORDER BY sequence",
            userId, afterSequence, limit, cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadOldestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadUserAsync(
            $"SELECT {Columns} FROM interaction WHERE user_id = @user AND sequence > @after ORDER BY sequence LIMIT @limit",
            userId, afterSequence, limit, cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadPageAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => connection.Command(_page, ("after", afterSequence), ("limit", limit)), limit, cancellationToken);

    public Task<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ReadHorizonAsync(connection, cancellationToken), cancellationToken);

    public Task<long> FindFirstSinceAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                long horizon = await ReadHorizonAsync(connection, cancellationToken).ConfigureAwait(false);
                long? first = await connection
                    .Command(
                        "SELECT MIN(sequence) FROM interaction WHERE recorded_ms >= @time AND sequence <= @horizon",
                        ("time", time.ToUnixTimeMilliseconds()), ("horizon", horizon))
                    .ScalarAsync(cancellationToken).ConfigureAwait(false);
                return first ?? horizon + 1;
            },
            cancellationToken);

    private async Task<long> ReadHorizonAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.Command(_horizon).ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;

    private Task<IReadOnlyList<JournalEntry>> ReadUserAsync(
        string sql, string userId, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        // A user whose id could not have been stored has no interactions; asking is the caller's mistake all the same.
        StorableText.Check(userId, nameof(userId));
        return ReadAsync(
            connection => connection.Command(sql, ("user", userId), ("after", afterSequence), ("limit", limit)), limit, cancellationToken);
    }

    private Task<IReadOnlyList<JournalEntry>> ReadAsync(Func<DbConnection, DbCommand> command, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return database.ReadAsync<IReadOnlyList<JournalEntry>>(
            async connection => await command(connection).ListAsync(ReadEntry, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    private static JournalEntry ReadEntry(DbDataReader row) => new(
        row.GetInt64(0),
        new Interaction(
            Id: Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)),
            UserId: row.GetString(1),
            ItemId: row.GetString(3),
            Type: row.GetString(4),
            TimestampMs: row.GetInt64(6),
            Value: row.GetDouble(5)));
}
