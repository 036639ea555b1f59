using Manidala.Storage;

namespace Manidala.Tests.Support;

/// <summary>A place for one test's data, and the options that lead there.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public DatabaseOptions Options { get; protected set; } = null!;

    public abstract Task CreateAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A folder of the system's temporary folder.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-test-");

    public override Task CreateAsync()
    {
        Options = new() { DataDirectory = _folder.FullName };
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A database of the tests' PostgreSQL.</summary>
public sealed class PostgresTestDatabase(PostgresFixture postgres) : TestDatabase
{
    private string? _connectionString;

    public override async Task CreateAsync()
    {
        _connectionString = await postgres.CreateDatabaseAsync();
        Options = new() { DataDirectory = Path.GetTempPath(), PostgresConnectionString = _connectionString };
    }

    public override async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
        {
            await postgres.DropDatabaseAsync(_connectionString);
        }
    }
}
