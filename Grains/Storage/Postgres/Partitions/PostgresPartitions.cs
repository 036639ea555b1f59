using System.Data.Common;
using Manidala.Storage.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Manidala.Storage.Postgres.Partitions;

/// <summary>Makes the journal's partitions ahead, and says where nobody does.</summary>
internal sealed partial class PostgresPartitions(PostgresDatabase database, JournalPeriod period, ILogger<PostgresPartitions> logger) : IJournalPartitions
{
    private readonly PartitionArchive _archive = new(database);
    private readonly ILogger _logger = logger;
    private long _endMs;

    /// <summary>Up to when there were partitions when somebody last looked; null before.</summary>
    public DateTimeOffset? End => Interlocked.Read(ref _endMs) is > 0 and var end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null;

    public async Task<PartitionCoverage> KeepAheadAsync(CancellationToken cancellationToken) =>
        await KeepAheadAsync(await ReadClockAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    internal async Task<PartitionCoverage> KeepAheadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset? end = await database.ReadAsync(connection => ReadEndAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        int made = 0;
        if (PartitionCalendar.Missing(end, now, period).Count > 0 && await OwnsJournalAsync(cancellationToken).ConfigureAwait(false))
        {
            (end, made) = await MakeAsync(end, now, cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Exchange(ref _endMs, end?.ToUnixTimeMilliseconds() ?? 0);
        if (end is not { } until || until - now < PartitionCalendar.TooLittle)
        {
            LogEndsSoon(end ?? now);
        }

        return new(end, made);
    }

    public Task<IReadOnlyList<JournalPartition>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => PartitionCatalog.ReadAsync(connection, cancellationToken), cancellationToken);

    public Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => PartitionCatalog.ReadClockAsync(connection, cancellationToken), cancellationToken);

    public Task<Guid> ReadJournalIdAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.Command("SELECT id FROM journal").ListAsync(row => row.GetGuid(0), cancellationToken).ConfigureAwait(false)).Single(),
        cancellationToken);

    public Task<PartitionMoment> ReadAsync(JournalPartition partition, Func<IReadOnlyList<JournalEntry>, Task> take, CancellationToken cancellationToken) =>
        _archive.ReadAsync(partition, take, cancellationToken);

    public Task<bool> DropAsync(JournalPartition partition, PartitionMoment moment, int keep, CancellationToken cancellationToken) =>
        _archive.DropAsync(partition, moment, keep, cancellationToken);

    public Task<IReadOnlyList<bool>> AreHeldAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) =>
        _archive.AreHeldAsync(entries, cancellationToken);

    private async Task<(DateTimeOffset? End, int Made)> MakeAsync(DateTimeOffset? before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                WriteLock.Partitions,
                async connection =>
                {
                    // Again, under the lock: another process may have made them meanwhile.
                    DateTimeOffset? end = await ReadEndAsync(connection, cancellationToken).ConfigureAwait(false);
                    var missing = PartitionCalendar.Missing(end, now, period);
                    await PartitionMaking.MakeAsync(connection, missing, cancellationToken).ConfigureAwait(false);
                    return (missing.Count > 0 ? missing[^1].To : end, missing.Count);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // Tried again at the next turn: what waits for this lock makes all others wait behind it.
            LogLocked(exception);
            return (before, 0);
        }
    }

    private static async Task<DateTimeOffset?> ReadEndAsync(DbConnection connection, CancellationToken cancellationToken) =>
        (await PartitionCatalog.ReadAsync(connection, cancellationToken).ConfigureAwait(false)).Max(partition => partition.To);

    private Task<bool> OwnsJournalAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection
            .Command("SELECT COUNT(*) FROM pg_class WHERE oid = 'interaction'::regclass AND pg_has_role(relowner, 'USAGE')")
            .ScalarAsync(cancellationToken).ConfigureAwait(false) > 0,
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The journal's partitions end at {End:u}; run `./manidala schema` as the role that owns the tables. Interactions are taken after that, too, but cannot be archived by time until it was run")]
    private partial void LogEndsSoon(DateTimeOffset end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal is locked by others, so no partitions were made now")]
    private partial void LogLocked(Exception exception);
}
