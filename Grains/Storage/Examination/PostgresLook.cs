using System.Data.Common;
using System.Globalization;
using Manidala.Storage.Postgres;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Storage.Sql;
using Npgsql;

namespace Manidala.Storage.Examination;

/// <summary>Looks at a PostgreSQL database.</summary>
internal static class PostgresLook
{
    private const int Queries = 5;

    public static async Task<DatabaseFacts> RunAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        string where = PostgresOpener.Describe(connectionString);
        NpgsqlDataSource source = PostgresOpener.Source(connectionString);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await LookAsync(connection, where, time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
            {
                throw new DatabaseUnavailableException(where, exception.Message, exception);
            }
        }
    }

    private static async Task<DatabaseFacts> LookAsync(NpgsqlConnection connection, string where, TimeProvider time, CancellationToken cancellationToken)
    {
        PostgresSchema.CheckServer(connection.PostgreSqlVersion, where);
        (TimeSpan latency, TimeSpan ahead) = await MeasureAsync(connection, time, cancellationToken).ConfigureAwait(false);
        int known = SqlResources.Migrations("Postgres", "main").Count;
        bool hasTables = await AnyAsync(connection, "SELECT COUNT(to_regclass('manidala_schema'))", cancellationToken).ConfigureAwait(false);
        bool isReadOnly = await AnyAsync(connection, "SELECT CASE WHEN pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' THEN 1 ELSE 0 END", cancellationToken)
            .ConfigureAwait(false);
        DatabaseFacts facts = new(where, $"PostgreSQL {connection.PostgreSqlVersion}", latency, Schema: 0, known, ahead)
        {
            IsReadOnly = isReadOnly,
            MissingRights = await PostgresRights.MissingAsync(connection, hasTables, cancellationToken).ConfigureAwait(false),
        };

        // Where the version cannot even be read, the rights have said so.
        if (!hasTables || facts.MissingRights.Count > 0)
        {
            return facts;
        }

        return facts with
        {
            Schema = await PostgresSchema.VersionAsync(connection, cancellationToken).ConfigureAwait(false),
            IsReadable = await PostgresSchema.IsReadableAsync(connection, known, cancellationToken).ConfigureAwait(false),
            PartitionsEnd = await AnyAsync(connection, "SELECT COUNT(to_regclass('interaction_rest'))", cancellationToken).ConfigureAwait(false)
                ? (await PartitionCatalog.ReadAsync(connection, cancellationToken).ConfigureAwait(false)).Max(partition => partition.To)
                : null,
            Members = await ReadMembersAsync(connection, cancellationToken).ConfigureAwait(false),
        };
    }

    // The server's answer is of some moment between question and answer; the quickest of several says it best.
    private static async Task<(TimeSpan Latency, TimeSpan Ahead)> MeasureAsync(DbConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        var took = new (TimeSpan Latency, TimeSpan Ahead)[Queries];
        for (int i = 0; i < Queries; i++)
        {
            DateTimeOffset asked = time.GetUtcNow();
            long started = time.GetTimestamp();
            long clock = await connection.Command("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
            TimeSpan latency = time.GetElapsedTime(started);
            took[i] = (latency, DateTimeOffset.UnixEpoch.AddMicroseconds(clock) - (asked + (latency / 2)));
        }

        Array.Sort(took, (one, other) => one.Latency.CompareTo(other.Latency));
        return (took[Queries / 2].Latency, took[0].Ahead);
    }

    private static async Task<bool> AnyAsync(DbConnection connection, string sql, CancellationToken cancellationToken) =>
        await connection.Command(sql).ScalarAsync(cancellationToken).ConfigureAwait(false) > 0;

    private static async Task<IReadOnlyList<SiloRow>> ReadMembersAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection
            .Command(
                """
                SELECT DeploymentId, SiloName, Address, Port, Status, (extract(epoch FROM clock_timestamp() - IAmAliveTime) * 1000)::bigint
                FROM OrleansMembershipTable ORDER BY DeploymentId, StartTime
                """)
            .ListAsync(
                row => new SiloRow(
                    row.GetString(0),
                    row.GetString(1),
                    string.Create(CultureInfo.InvariantCulture, $"{row.GetString(2)}:{row.GetInt32(3)}"),
                    StatusOf(row.GetInt32(4)),
                    TimeSpan.FromMilliseconds(row.GetInt64(5))),
                cancellationToken).ConfigureAwait(false);

    // Orleans' SiloStatus, which is not seen from here.
    private static string StatusOf(int status) => status switch
    {
        1 => "Created",
        2 => "Joining",
        3 => "Active",
        4 => "ShuttingDown",
        5 => "Stopping",
        6 => "Dead",
        _ => string.Create(CultureInfo.InvariantCulture, $"status {status}"),
    };
}
