using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Postgres;

/// <summary>Creates and migrates the schema, one start at a time.</summary>
internal static class PostgresSchema
{
    /// <summary>NULLS NOT DISTINCT, which keeps a grain's state to one row, is of version 15.</summary>
    private const int MinServerVersion = 15;

    public static async Task PrepareAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            WriteLock.Schema,
            connection => MigrateAsync(connection, database.Description, cancellationToken),
            cancellationToken).ConfigureAwait(false);

    public static void CheckServer(Version server, string description)
    {
        if (server.Major < MinServerVersion)
        {
            throw new DatabaseUnavailableException(
                description, $"it is version {server}, and {MinServerVersion} or later is needed.", new NotSupportedException());
        }
    }

    private static async Task<long> MigrateAsync(DbConnection connection, string description, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> migrations = SqlResources.Migrations("Postgres", "main");
        // Not CREATE … IF NOT EXISTS: that needs the right to create even where nothing is to be created.
        long isThere = await connection.Command("SELECT COUNT(to_regclass('manidala_schema'))").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        if (isThere == 0)
        {
            await connection
                .Command("CREATE TABLE manidala_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())")
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        long version = await connection.Command("SELECT MAX(version) FROM manidala_schema").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        if (version > migrations.Count)
        {
            await RefuseUnlessReadableAsync(connection, description, version, migrations.Count, cancellationToken).ConfigureAwait(false);
        }

        for (int next = (int)version; next < migrations.Count; next++)
        {
            await connection.Command(migrations[next]).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            DbCommand record = SqlResources.ReadableFrom(migrations[next]) is { } from
                ? connection.Command("INSERT INTO manidala_schema (version, readable_from) VALUES (@version, @from)", ("version", next + 1), ("from", from))
                : connection.Command("INSERT INTO manidala_schema (version) VALUES (@version)", ("version", next + 1));
            await record.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        return version;
    }

    // While a new version is rolled out, and where that is taken back, silos of an older one start on what the new one has made of the schema.
    private static async Task RefuseUnlessReadableAsync(DbConnection connection, string description, long version, int known, CancellationToken cancellationToken)
    {
        long needed = await connection
            .Command("SELECT MAX(COALESCE(readable_from, version)) FROM manidala_schema WHERE version > @known", ("known", known))
            .ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        if (needed > known)
        {
            throw new NewerSchemaException(description, version, known);
        }
    }
}
