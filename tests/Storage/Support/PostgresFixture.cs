using Npgsql;

namespace Manidala.Tests.Support;

/// <summary>
/// A PostgreSQL for the tests of one assembly: the server of <c>MANIDALA_TEST_POSTGRES</c> (a superuser's Npgsql connection string), else a
/// private one that is started from the system's binaries when it is first needed. Where there is neither, tests are skipped and say so.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private PostgresServer? _server;
    private string? _connectionString = Environment.GetEnvironmentVariable("MANIDALA_TEST_POSTGRES");
    private int _databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes a new, empty database and answers its connection string; skips the test where there is no PostgreSQL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string server = await ServerAsync();
        // The process id keeps apart the assemblies that share a server.
        string name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server);
        await using NpgsqlCommand drop = source.CreateCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
        await using NpgsqlCommand create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database, whoever is still connected.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        string name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(await ServerAsync());
        await using NpgsqlCommand drop = source.CreateCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a statement on a database, behind the back of the program under test.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
    }

    private async Task<string> ServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_connectionString is null)
            {
                string? binaries = PostgresServer.FindBinaries();
                Assert.SkipWhen(binaries is null, "No PostgreSQL: MANIDALA_TEST_POSTGRES is not set and /usr/lib/postgresql/*/bin has none.");
                _server = await PostgresServer.StartAsync(binaries!);
                _connectionString = _server.ConnectionString;
            }

            return _connectionString;
        }
        finally
        {
            _starting.Release();
        }
    }
}
