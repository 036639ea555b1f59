using System.Data.Common;
using System.Globalization;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Postgres.Partitions;

/// <summary>Makes partitions beside the journal and attaches them whole. Writers and readers wait while the partition of the rest is locked: for some milliseconds where it is empty.</summary>
internal static class PartitionMaking
{
    /// <summary>The interaction's columns, in the order of the table.</summary>
    public const string Columns = "sequence, user_id, event_key, item_id, type, value, happened_ms, recorded_ms";

    public static async Task MakeAsync(
        DbConnection connection, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> periods, CancellationToken cancellationToken)
    {
        if (periods.Count == 0)
        {
            return;
        }

        await connection.Command("SET LOCAL lock_timeout = '5s'; LOCK TABLE interaction_rest IN ACCESS EXCLUSIVE MODE").ExecuteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (from, to) in periods)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"interaction_{from.UtcDateTime:yyyyMMdd}");

            // What came while there was no partition for it moves into it; attaching would fail otherwise.
            await connection.Command(
                $"""
                CREATE TABLE {name} (LIKE interaction);
                WITH moved AS (
                    DELETE FROM interaction_rest WHERE recorded_ms >= {PartitionCatalog.Bound(from, "")} AND recorded_ms < {PartitionCatalog.Bound(to, "")} RETURNING {Columns}
                )
                INSERT INTO {name} ({Columns}) SELECT {Columns} FROM moved;
                ALTER TABLE interaction ATTACH PARTITION {name} FOR VALUES FROM ({PartitionCatalog.Bound(from, "")}) TO ({PartitionCatalog.Bound(to, "")});
                """).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
