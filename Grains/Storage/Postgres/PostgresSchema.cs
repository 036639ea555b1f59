using System.Data.Common;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Postgres;

/// <summary>Creates and migrates the schema, one start at a time.</summary>
internal static class PostgresSchema
{
    /// <summary>NULLS NOT DISTINCT, which keeps a grain's state to one row, is of version 15.</summary>
    private const int MinServerVersion = 15;

    /// <remarks>Versions up to that in which the journal becomes a partition are of one transaction. What comes between is done while others write, and takes as long as it takes.</remarks>
    public static async Task PrepareAsync(PostgresDatabase database, JournalPeriod period, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> migrations = SqlResources.Migrations("Postgres", "main");
        long version = await database.WriteAsync(
            WriteLock.Schema,
            connection => MigrateAsync(connection, database.Description, migrations, PartitionUpgrade.After, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        if (version < migrations.Count)
        {
            await database.WriteAsync(
                WriteLock.Schema,
                async connection =>
                {
                    await BeforeLastAsync(database, connection, period, cancellationToken).ConfigureAwait(false);
                    return await MigrateAsync(connection, database.Description, migrations, migrations.Count, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public static void CheckServer(Version server, string description)
    {
        if (server.Major < MinServerVersion)
        {
            throw new DatabaseUnavailableException(
                description, $"it is version {server}, and {MinServerVersion} or later is needed.", new NotSupportedException());
        }
    }

    /// <summary>On another connection: this one holds the lock by which others wait, and has no other part in it.</summary>
    private static async Task BeforeLastAsync(PostgresDatabase database, DbConnection connection, JournalPeriod period, CancellationToken cancellationToken)
    {
        if (await VersionAsync(connection, cancellationToken).ConfigureAwait(false) != PartitionUpgrade.After)
        {
            return;
        }

        await connection.Command("SET LOCAL idle_in_transaction_session_timeout = 0").ExecuteAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset border = await PartitionUpgrade.ChooseBorderAsync(database, period, cancellationToken).ConfigureAwait(false);
        await PartitionUpgrade.PrepareAsync(database, border, cancellationToken).ConfigureAwait(false);
        await connection.Command("SELECT set_config('manidala.border', @border, true)", ("border", PartitionCatalog.Bound(border, "")))
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The version that the schema has now.</returns>
    private static async Task<long> MigrateAsync(
        DbConnection connection, string description, IReadOnlyList<string> migrations, int through, CancellationToken cancellationToken)
    {
        // Not CREATE … IF NOT EXISTS: that needs the right to create even where nothing is to be created.
        long isThere = await connection.Command("SELECT COUNT(to_regclass('manidala_schema'))").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        if (isThere == 0)
        {
            await connection
                .Command("CREATE TABLE manidala_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())")
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        long version = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version > migrations.Count && !await IsReadableAsync(connection, migrations.Count, cancellationToken).ConfigureAwait(false))
        {
            throw new NewerSchemaException(description, version, migrations.Count);
        }

        for (; version < through; version++)
        {
            string migration = migrations[(int)version];
            await connection.Command(migration).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            DbCommand record = SqlResources.ReadableFrom(migration) is { } from
                ? connection.Command("INSERT INTO manidala_schema (version, readable_from) VALUES (@version, @from)", ("version", version + 1), ("from", from))
                : connection.Command("INSERT INTO manidala_schema (version) VALUES (@version)", ("version", version + 1));
            await record.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        return version;
    }

    public static async Task<long> VersionAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.Command("SELECT MAX(version) FROM manidala_schema").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;

    /// <summary>
    /// Whether a program that knows so many migrations can live with the schema. While a new version is rolled out, and where that is taken back, silos of an older one
    /// start on what the new one has made of it.
    /// </summary>
    public static async Task<bool> IsReadableAsync(DbConnection connection, int known, CancellationToken cancellationToken)
    {
        if (await VersionAsync(connection, cancellationToken).ConfigureAwait(false) <= known)
        {
            return true;
        }

        long needed = await connection
            .Command("SELECT MAX(COALESCE(readable_from, version)) FROM manidala_schema WHERE version > @known", ("known", known))
            .ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        return needed <= known;
    }
}
