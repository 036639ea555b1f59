using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Postgres.Partitions;

/// <summary>What PostgreSQL's catalogue says of the journal's partitions.</summary>
internal static partial class PartitionCatalog
{
    /// <summary>The partition that holds what archiving left of others.</summary>
    public const string Kept = "interaction_kept";

    public static async Task<IReadOnlyList<JournalPartition>> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        List<JournalPartition> partitions = await connection
            .Command(
                """
                SELECT relname, pg_get_expr(relpartbound, pg_class.oid)
                FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                WHERE inhparent = 'interaction'::regclass AND relpartbound IS NOT NULL
                """)
            .ListAsync(row => Parse(row.GetString(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);
        return [.. partitions.OrderBy(partition => partition.To ?? DateTimeOffset.MaxValue)];
    }

    public static async Task<DateTimeOffset> ReadClockAsync(DbConnection connection, CancellationToken cancellationToken) =>
        FromMs((await connection.Command("SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint").ScalarAsync(cancellationToken).ConfigureAwait(false))!.Value);

    /// <summary>A bound as statements name it.</summary>
    public static string Bound(DateTimeOffset? moment, string whereNone) =>
        moment is { } given ? given.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : whereNone;

    private static JournalPartition Parse(string name, string bound)
    {
        if (bound == "DEFAULT")
        {
            return new(name, From: null, To: null, PartitionKind.Rest);
        }

        Match range = Range().Match(bound);
        return range.Success
            ? new(name, ParseMoment(range.Groups["from"].Value), ParseMoment(range.Groups["to"].Value), name == Kept ? PartitionKind.Kept : PartitionKind.Period)
            : throw new InvalidOperationException($"The partition {name} of the journal has the bounds \"{bound}\"; expected one range of milliseconds.");
    }

    private static DateTimeOffset? ParseMoment(string bound) => bound is "MINVALUE" or "MAXVALUE" ? null : FromMs(long.Parse(bound.Trim('\''), CultureInfo.InvariantCulture));

    private static DateTimeOffset FromMs(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    [GeneratedRegex(@"^FOR VALUES FROM \((?<from>MINVALUE|'-?\d+')\) TO \((?<to>MAXVALUE|'-?\d+')\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Range();
}
