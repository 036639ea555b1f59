using System.Globalization;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.Storage.Tests.Partitions;

/// <summary>A test of the journal's partitions, which PostgreSQL alone has.</summary>
public abstract class PartitionTest(PostgresFixture postgres) : DatabaseTest(new PostgresTestDatabase(postgres))
{
    protected string ConnectionString => Options.PostgresConnectionString!;

    protected static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private protected static PostgresPartitions PartitionsOf(ManidalaDatabase database) => Assert.IsType<PostgresPartitions>(database.Partitions);

    /// <summary>Makes months of the past, as if the journal had been there since then.</summary>
    protected Task MakeMonthsAsync(string first, int count) => TamperAsync(string.Concat(Enumerable.Range(0, count)
        .Select(month => (From: At(first).AddMonths(month), To: At(first).AddMonths(month + 1)))
        .Select(month => string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE TABLE interaction_{month.From.UtcDateTime:yyyyMMdd} PARTITION OF interaction
                FOR VALUES FROM ({month.From.ToUnixTimeMilliseconds()}) TO ({month.To.ToUnixTimeMilliseconds()});
            """))));

    /// <summary>Lets some interactions have been recorded at another time, which moves them into the partition of that time.</summary>
    protected Task MoveAsync(string moment, string where) => TamperAsync(string.Create(
        CultureInfo.InvariantCulture, $"UPDATE interaction SET recorded_ms = {At(moment).ToUnixTimeMilliseconds()} WHERE {where}"));

    protected async Task<long> CountAsync(string sql) => Convert.ToInt64(await ScalarAsync(sql), CultureInfo.InvariantCulture);

    protected async Task<object?> ScalarAsync(string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }

    protected async Task<List<string>> RowsAsync(string sql)
    {
        List<string> rows = [];
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
