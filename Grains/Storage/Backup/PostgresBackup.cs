using System.Data.Common;
using System.IO.Compression;
using Manidala.Storage.Examination;
using Manidala.Storage.Postgres;
using Manidala.Storage.Sql;
using Npgsql;

namespace Manidala.Storage.Backup;

/// <summary>
/// Backups of a PostgreSQL database by pg_dump, of one moment while the cluster writes. Without the list of silos, who are others when it comes back, and without the
/// sessions' snapshots, which are a cache. Put back in one transaction: whole or not at all.
/// </summary>
internal static class PostgresBackup
{
    private const string File = "manidala.dump";

    private static readonly string[] Dump =
    [
        "--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=orleansstorage", "--exclude-table-data=orleansmembershiptable",
        "--exclude-table-data=orleansmembershipversiontable",
    ];

    public static async Task<BackupManifest> WriteAsync(string connectionString, string path, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string dump = path + ".copy";

        // Says where it is, where it cannot be reached.
        await PostgresLook.RunAsync(connectionString, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        NpgsqlDataSource source = PostgresOpener.Source(connectionString);
        await using (source.ConfigureAwait(false))
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (!await HasTablesAsync(connection, cancellationToken).ConfigureAwait(false))
                {
                    throw new BackupException($"{PostgresOpener.Describe(connectionString)} has no tables of Manidala's; there is nothing to keep.");
                }

                try
                {
                    // What is counted here and what is dumped there are of the same moment.
                    await connection.Command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").ExecuteAsync(cancellationToken).ConfigureAwait(false);
                    string moment = (await connection.Command("SELECT pg_export_snapshot()").ListAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false))[0];
                    await new PostgresTool(connectionString).RunAsync("pg_dump", [.. Dump, $"--snapshot={moment}", $"--file={dump}"], cancellationToken).ConfigureAwait(false);
                    BackupManifest manifest = await DescribeAsync(connection, now, cancellationToken).ConfigureAwait(false);
                    return await BackupArchive.WriteAsync(path, dump, manifest, CompressionLevel.NoCompression, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    System.IO.File.Delete(dump);
                }
            }
        }
    }

    public static async Task<BackupManifest> RestoreAsync(string connectionString, string path, bool replaces, CancellationToken cancellationToken)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("manidala-restore-");
        NpgsqlDataSource source = PostgresOpener.Source(connectionString);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                await RefuseAsync(connectionString, replaces, cancellationToken).ConfigureAwait(false);
                string dump = Path.Combine(scratch.FullName, File), script = Path.Combine(scratch.FullName, "restore.sql"), drop = Path.Combine(scratch.FullName, "drop.sql");
                BackupManifest manifest = await BackupArchive.ExtractAsync(path, BackupManifest.Postgres, dump, cancellationToken).ConfigureAwait(false);
                int known = SqlResources.Migrations("Postgres", "main").Count;
                if (manifest.Schema > known)
                {
                    throw new BackupException($"{path} has schema {manifest.Schema}; this version knows up to {known}. Use a newer Manidala.");
                }

                var tool = new PostgresTool(connectionString);
                await tool.RunAsync("pg_restore", ["--no-owner", "--no-privileges", $"--file={script}", dump], cancellationToken).ConfigureAwait(false);
                await System.IO.File.WriteAllTextAsync(drop, SqlResources.Text("Postgres", "drop"), cancellationToken).ConfigureAwait(false);
                await tool.RunAsync("psql", ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", $"--file={drop}", $"--file={script}"], cancellationToken).ConfigureAwait(false);
                await using NpgsqlCommand count = source.CreateCommand("SELECT COUNT(*) FROM interaction");
                long interactions = (long)(await count.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
                return interactions == manifest.Interactions
                    ? manifest
                    : throw new BackupException($"{interactions} interactions were restored where the manifest says {manifest.Interactions}; look into the database before anything serves from it.");
            }
            finally
            {
                scratch.Delete(recursive: true);
            }
        }
    }

    private static async Task RefuseAsync(string connectionString, bool replaces, CancellationToken cancellationToken)
    {
        DatabaseFacts facts = await PostgresLook.RunAsync(connectionString, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        LivingSilos.Refuse(facts);
        if (facts.Schema > 0 && !replaces)
        {
            throw new BackupException($"{facts.Where} has Manidala's tables already; --replace drops them, with all that is in them, and puts the backup in their place.");
        }
    }

    private static async Task<bool> HasTablesAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.Command("SELECT COUNT(to_regclass('manidala_schema'))").ScalarAsync(cancellationToken).ConfigureAwait(false) > 0;

    private static async Task<BackupManifest> DescribeAsync(DbConnection connection, DateTimeOffset now, CancellationToken cancellationToken) => new(
        BackupManifest.CurrentFormat,
        BackupManifest.Postgres,
        now,
        await PostgresSchema.VersionAsync(connection, cancellationToken).ConfigureAwait(false),
        await connection.Command("SELECT COUNT(*) FROM interaction").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0,
        await connection.Command("SELECT MAX(sequence) FROM interaction_key").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0,
        File,
        Bytes: 0,
        Sha256: "");
}
