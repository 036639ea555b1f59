using System.Globalization;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Reads the journal past the servers, from the database itself.</summary>
internal static class PostgresJournal
{
    public static async Task<IReadOnlyCollection<JournalRow>> ReadAsync(PrivatePostgres postgres, CancellationToken cancellationToken)
    {
        string rows = await postgres.QueryAsync(
            $"SELECT value::bigint, substr(user_id, {CheckedRequests.UserPrefix.Length + 1}), sequence, item_id FROM interaction WHERE user_id LIKE '{CheckedRequests.UserPrefix}%'",
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static JournalRow Parse(string row)
    {
        string[] columns = row.Split('\t');
        return new JournalRow(
            long.Parse(columns[0], CultureInfo.InvariantCulture), int.Parse(columns[1], CultureInfo.InvariantCulture), columns[3], long.Parse(columns[2], CultureInfo.InvariantCulture));
    }
}
