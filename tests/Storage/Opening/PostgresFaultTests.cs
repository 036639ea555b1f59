using System.Net;
using System.Net.Sockets;
using Manidala.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Manidala.Storage.Tests.Opening;

/// <summary>What can be wrong with a server.</summary>
public sealed class PostgresFaultTests(PostgresFixture postgres)
{
    private const string Secret = "s3cret-passw0rd";

    [Fact]
    public async Task OpenAsync_NothingListens_SaysWhereWithoutThePassword()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        DatabaseUnavailableException error = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => OpenAsync($"Host=127.0.0.1;Port={port};Username=u;Password={Secret};Database=d"));

        Assert.StartsWith($"PostgreSQL 127.0.0.1:{port}/d cannot be opened: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_UnknownDatabase_SaysSo()
    {
        NpgsqlConnectionStringBuilder settings = new(await postgres.CreateDatabaseAsync()) { Database = "nowhere", Password = Secret };

        DatabaseUnavailableException error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => OpenAsync(settings.ConnectionString));

        Assert.Contains("\"nowhere\" does not exist", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingAsync_ServerStoppedAndStarted_ThrowsAndThenWorks()
    {
        string? binaries = PostgresServer.FindBinaries();
        Assert.SkipWhen(binaries is null, "No PostgreSQL in /usr/lib/postgresql/*/bin, and this test stops its server.");
        await using PostgresServer server = await PostgresServer.StartAsync(binaries!);
        await using ManidalaDatabase database = await OpenAsync(server.ConnectionString);
        await database.PingAsync(TestContext.Current.CancellationToken);

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.PingAsync(TestContext.Current.CancellationToken));
        await server.StartAsync();

        await database.PingAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void CheckServer_Version14_IsRefused()
    {
        DatabaseUnavailableException error = Assert.Throws<DatabaseUnavailableException>(
            () => Manidala.Storage.Postgres.PostgresSchema.CheckServer(new Version(14, 9), "PostgreSQL h:1/d"));

        Assert.Contains("15 or later", error.Message, StringComparison.Ordinal);
    }

    private static Task<ManidalaDatabase> OpenAsync(string connectionString) => ManidalaDatabase.OpenAsync(
        new DatabaseOptions { DataDirectory = Path.GetTempPath(), PostgresConnectionString = connectionString },
        NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
