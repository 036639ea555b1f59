using Manidala.Storage.Examination;
using Manidala.Storage.Postgres;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Storage.Sql;
using Manidala.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Manidala.Storage.Migration;

/// <summary>Moves a data folder's database to an empty PostgreSQL, in one transaction: all of it, compared row by row, or nothing.</summary>
public static class SqliteToPostgres
{
    // What was given out is not given out again, also where the rows were erased.
    private static readonly (string Table, string Sequence)[] Sequences =
    [
        ("interaction", "'interaction_sequence_seq'"),
        ("erasure", "pg_get_serial_sequence('erasure', 'number')"),
        ("model", "pg_get_serial_sequence('model', 'number')"),
        ("model_activation", "pg_get_serial_sequence('model_activation', 'number')"),
    ];

    /// <param name="options">Both the folder and the PostgreSQL.</param>
    public static async Task<IReadOnlyList<TableMigration>> RunAsync(DatabaseOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string target = options.PostgresConnectionString ?? throw new ArgumentException("names no PostgreSQL.", nameof(options));
        string source = Path.Combine(Path.GetFullPath(options.DataDirectory), SqliteOpener.MainFile);
        if (!File.Exists(source))
        {
            throw new MigrationException($"{options.DataDirectory} holds no {SqliteOpener.MainFile}; expected a data folder, as ./manidala up makes one.");
        }

        // What a server acknowledged after the copy would be lost.
        using IDisposable held = FolderHold.Take(Path.GetFullPath(options.DataDirectory));
        using SqliteFile file = new(source, isDurable: true);
        new SqliteSchema(file, "main").Prepare();
        LivingSilos.Refuse(await PostgresLook.RunAsync(target, TimeProvider.System, cancellationToken).ConfigureAwait(false));
        await MakeSchemaAsync(target, options.JournalPeriod, loggers, cancellationToken).ConfigureAwait(false);
        NpgsqlDataSource pool = PostgresOpener.Source(target);
        await using (pool.ConfigureAwait(false))
        {
            NpgsqlConnection to = await pool.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (to.ConfigureAwait(false))
            {
                using SqliteConnection from = file.Open();
                return await MoveAsync(from, to, PostgresOpener.Describe(target), options.JournalPeriod, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task MakeSchemaAsync(string target, JournalPeriod period, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        OpenDatabase opened = await PostgresOpener.OpenAsync(target, period, loggers, cancellationToken).ConfigureAwait(false);
        await opened.Committer.DisposeAsync().ConfigureAwait(false);
        await opened.Database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<TableMigration>> MoveAsync(
        SqliteConnection from, NpgsqlConnection to, string where, JournalPeriod period, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await to.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // A silo that starts meanwhile waits with its first write, before it draws a number.
            string tables = string.Join(", ", MigratedTable.All.Select(table => table.Name));
            await to.Command($"LOCK TABLE {tables} IN EXCLUSIVE MODE").ExecuteAsync(cancellationToken).ConfigureAwait(false);
            await RefuseUnlessEmptyAsync(to, where, cancellationToken).ConfigureAwait(false);
            await MakePartitionsAsync(from, to, period, cancellationToken).ConfigureAwait(false);
            List<TableMigration> moved = [];
            foreach (MigratedTable table in MigratedTable.All)
            {
                moved.Add(await MoveAsync(table, from, to, cancellationToken).ConfigureAwait(false));
            }

            foreach ((string table, string sequence) in Sequences)
            {
                long last = await from.Command("SELECT seq FROM sqlite_sequence WHERE name = @table", ("table", table)).ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
                if (last > 0)
                {
                    await to.Command($"SELECT setval({sequence}, @last)", ("last", last)).ScalarAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return moved;
        }
    }

    private static async Task<TableMigration> MoveAsync(MigratedTable table, SqliteConnection from, NpgsqlConnection to, CancellationToken cancellationToken)
    {
        TableCopy copy = new(table);
        RowDigest sent = await copy.RunAsync(from, to, cancellationToken).ConfigureAwait(false);
        RowDigest arrived = await copy.ReadBackAsync(to, cancellationToken).ConfigureAwait(false);
        return (sent.Rows, sent.Checksum) == (arrived.Rows, arrived.Checksum)
            ? new(table.Name, arrived.Rows, arrived.Checksum)
            : throw new MigrationException(
                $"{table.Name} arrived with {arrived.Rows} rows and checksum {arrived.Checksum} where {sent.Rows} rows and {sent.Checksum} were sent; nothing was moved.");
    }

    private static async Task RefuseUnlessEmptyAsync(NpgsqlConnection to, string where, CancellationToken cancellationToken)
    {
        foreach (string table in MigratedTable.All.Select(table => table.Name))
        {
            if (await to.Command($"SELECT COUNT(*) FROM (SELECT FROM {table} LIMIT 1) AS any_").ScalarAsync(cancellationToken).ConfigureAwait(false) > 0)
            {
                throw new MigrationException($"{where} is not empty: {table} has rows. Take an empty database; nothing is merged.");
            }
        }
    }

    // Otherwise what was recorded before today would stay in the partition of the rest, and could not be archived.
    private static async Task MakePartitionsAsync(SqliteConnection from, NpgsqlConnection to, JournalPeriod period, CancellationToken cancellationToken)
    {
        long? oldest = await from.Command("SELECT MIN(recorded_ms) FROM interaction").ScalarAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset? first = (await PartitionCatalog.ReadAsync(to, cancellationToken).ConfigureAwait(false)).Min(partition => partition.From);
        if (oldest is { } since && first is { } border)
        {
            await PartitionMaking.MakeAsync(to, PartitionCalendar.Before(border, DateTimeOffset.FromUnixTimeMilliseconds(since), period), cancellationToken).ConfigureAwait(false);
        }
    }
}
