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
            throw new NewerSchemaException(description, version, migrations.Count);
        }

        for (int next = (int)version; next < migrations.Count; next++)
        {
            await connection.Command(migrations[next]).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            await connection.Command("INSERT INTO manidala_schema (version) VALUES (@version)", ("version", next + 1))
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        await AdoptRestoredRowsAsync(connection, cancellationToken).ConfigureAwait(false);
        return version;
    }

    /// <summary>
    /// After a dump was restored on another server the rows carry that server's transaction numbers, and those that this one has not reached yet
    /// would be hidden from followers. A row that this snapshot shows was written below the snapshot's xmax, or elsewhere.
    /// </summary>
    private static Task AdoptRestoredRowsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection
            .Command(
                """
                UPDATE interaction SET tx = '0'
                WHERE tx >= pg_snapshot_xmax(pg_current_snapshot())
                    AND (SELECT tx >= pg_snapshot_xmax(pg_current_snapshot()) FROM interaction ORDER BY sequence DESC LIMIT 1)
                """)
            .ExecuteAsync(cancellationToken);
}
