using Manidala.Storage.Examination;
using Manidala.Storage.Postgres;
using Manidala.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Manidala.Storage;

/// <summary>Looks at a database without changing it: nothing is made, and nothing migrated. May run beside whoever serves from it.</summary>
public static class DatabaseExamination
{
    /// <summary>
    /// Throws <see cref="DatabaseUnavailableException"/> or <see cref="CorruptDatabaseException"/> where it cannot be looked at.
    /// </summary>
    public static async Task<DatabaseFacts> LookAsync(DatabaseOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        return options.PostgresConnectionString is { } connectionString
            ? await PostgresLook.RunAsync(connectionString, time, cancellationToken).ConfigureAwait(false)
            : SqliteLook.Run(options.DataDirectory, time);
    }

    /// <summary>Reads all of it and holds it to what has to be so. Takes as long as reading takes.</summary>
    /// <exception cref="InvalidDataException">There is none, or one that cannot be read at all.</exception>
    public static Task<IntegrityReport> ReadAllAsync(DatabaseOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.PostgresConnectionString is { } connectionString
            ? PostgresIntegrity.RunAsync(connectionString, cancellationToken)
            : Task.Run(() => SqliteIntegrity.Run(options.DataDirectory), cancellationToken);
    }

    /// <summary>Reads the active model's files and compares them with its manifest; null where no model is active.</summary>
    public static async Task<StoredModel?> ReadActiveModelAsync(DatabaseOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PostgresConnectionString is null)
        {
            using SqliteConnection file = SqliteLook.Open(Path.Combine(options.DataDirectory, SqliteOpener.MainFile));
            return await StoredModelCheck.RunAsync(file, cancellationToken).ConfigureAwait(false);
        }

        NpgsqlDataSource source = PostgresOpener.Source(options.PostgresConnectionString);
        await using (source.ConfigureAwait(false))
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await StoredModelCheck.RunAsync(connection, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
