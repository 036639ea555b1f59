using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Postgres;

/// <summary>
/// How followers and writers agree, without waiting for each other, on what is settled. Writers commit in any order, so a sequence can appear
/// below others that are visible already. Before a writer draws sequences it therefore announces the last one drawn so far, by an advisory
/// lock of that number that goes with its transaction: all its own will be above. A follower reads the last drawn sequence, then the announced
/// numbers; what is not above any of these was drawn by transactions that are over.
/// </summary>
/// <remarks>
/// Transaction numbers (<c>xmin</c>) do not serve: a transaction with a higher number can draw a lower sequence, and they stand still while
/// any transaction of any database of the server is open.
/// </remarks>
internal static class JournalHorizon
{
    /// <summary>To be run in the writer's transaction, as a statement of its own, before the one that draws sequences.</summary>
    public const string Announce =
        $"""
        SELECT pg_advisory_xact_lock_shared({Tag} << 48 | CASE WHEN is_called THEN last_value ELSE last_value - 1 END)
        FROM interaction_sequence_seq
        """;

    /// <summary>«MN»: the upper 16 bits of the lock's key; the sequence is the lower 48.</summary>
    private const string Tag = "19790::bigint";

    private const string LastDrawn = "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM interaction_sequence_seq";

    private const string LowestAnnounced =
        $"""
        SELECT MIN((classid::bigint << 32 | objid::bigint) & (1::bigint << 48) - 1)
        FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND classid::bigint >> 16 = {Tag}
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    public static async Task<long> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // In this order: a writer that announces itself between the two draws above what the first one read.
        long lastDrawn = await connection.Command(LastDrawn).ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        long? announced = await connection.Command(LowestAnnounced).ScalarAsync(cancellationToken).ConfigureAwait(false);
        return Math.Min(lastDrawn, announced ?? long.MaxValue);
    }
}
