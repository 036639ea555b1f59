using System.Data.Common;
using Manidala.Storage.Postgres.Partitions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Manidala.Storage.Postgres;

/// <summary>Connects to PostgreSQL: one bounded pool for readers, the catalogue and Orleans, and a connection apart for the journal.</summary>
internal static class PostgresOpener
{
    /// <summary>Connections a process, where the connection string does not say. A server allows 100 in all by default.</summary>
    private const int DefaultMaxPoolSize = 20;

    private const string MaxPoolSizeKey = "Maximum Pool Size";

    public static async Task<OpenDatabase> OpenAsync(string connectionString, JournalPeriod period, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder settings = WithDefaults(connectionString);
        string description = Describe(settings);
        NpgsqlDataSource source = Source(settings.ConnectionString, loggers);
        try
        {
            await CheckServerAsync(source, description, cancellationToken).ConfigureAwait(false);
            PostgresDatabase database = new(source, description);
            await PostgresSchema.PrepareAsync(database, period, cancellationToken).ConfigureAwait(false);

            PostgresPartitions partitions = new(database, period, loggers.CreateLogger<PostgresPartitions>());
            await partitions.KeepAheadAsync(cancellationToken).ConfigureAwait(false);

            // Its own connection: a storm of activations that takes the whole pool must not hold up acknowledgements.
            settings.MaxPoolSize = 1;
            PostgresJournalCommitter committer = new(Source(settings.ConnectionString, loggers), description);
            OrleansStorage orleans = new("Npgsql", WithDefaults(connectionString).ConnectionString, source);
            return new(database, committer, () => new PostgresHistory(database), orleans, Grains: null) { Partitions = partitions };
        }
        catch (Exception exception)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            if (exception is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
            {
                throw new DatabaseUnavailableException(description, exception.Message, exception);
            }

            throw;
        }
    }

    /// <summary>Where it is, without any secret.</summary>
    public static string Describe(string connectionString) => Describe(WithDefaults(connectionString));

    /// <summary>For a look beside whoever serves: its pool ends with it.</summary>
    public static NpgsqlDataSource Source(string connectionString) => Source(WithDefaults(connectionString).ConnectionString, NullLoggerFactory.Instance);

    private static string Describe(NpgsqlConnectionStringBuilder settings) => $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";

    private static NpgsqlConnectionStringBuilder WithDefaults(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings = new(connectionString);
        DbConnectionStringBuilder given = new() { ConnectionString = settings.ConnectionString };
        if (!given.ContainsKey(MaxPoolSizeKey))
        {
            settings.MaxPoolSize = DefaultMaxPoolSize;
        }

        settings.ApplicationName ??= "manidala";
        return settings;
    }

    private static NpgsqlDataSource Source(string connectionString, ILoggerFactory loggers) =>
        new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(loggers).Build();

    private static async Task CheckServerAsync(NpgsqlDataSource source, string description, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            PostgresSchema.CheckServer(connection.PostgreSqlVersion, description);
        }
    }
}
