using System.Net;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>The processes of the gpu overlay on an empty database, with the variables of its manifests, in the order in which nobody would choose to start them.</summary>
public sealed class FreshClusterTests(SampleFolder sample, PostgresFixture postgres)
{
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task Processes_OfAClusterThatIsNew_AreReadyEachByItself()
    {
        string connection = await postgres.CreateDatabaseAsync();
        await CreateRolesAsync(connection);
        Dictionary<string, string> owner = Names(connection, "manidala_owner");
        await ManidalaProcess.RunAsync(Programs.Training, ["schema", "--narrow", "--data", sample.NewFolder()], owner);

        // A job that runs again does no harm.
        await ManidalaProcess.RunAsync(Programs.Training, ["schema", "--narrow", "--data", sample.NewFolder()], owner);
        await using RunningSilo model = await StartAsync(connection, "model", new() { ["POD_NAME"] = "manidala-model-6f5d" });
        Assert.Equal(HttpStatusCode.OK, await model.Api.StatusAsync("health/ready"));

        await using RunningSilo silo = await StartAsync(connection, "silo", new() { ["POD_NAME"] = "manidala-silo-7d9c", ["Models__Hosting"] = "Remote" });
        await using RunningGateway gateway = await RunningGateway.StartAsync(Names(connection, "manidala_gateway"));
        await Eventually.StatusAsync(gateway.Api, "health/ready", HttpStatusCode.OK, TimeSpan.FromSeconds(30));
        Assert.Null((await gateway.Api.FeedAsync("first")).Model);

        string service = new NpgsqlConnectionStringBuilder(connection) { Username = "manidala_service" }.ConnectionString;
        await SampleFolder.FillAsync(TestPostgres.ToUrl(service), sample.NewFolder());
        await TestPostgres.PublishModelAsync(gateway.Api.Http.BaseAddress!, await sample.CopyAsync());
        long sequence = await gateway.Api.PostAsync(new Deed("first", "mandala-00001", "like", SomeTimeMs, "first-1"));
        FeedAnswer feed = await gateway.Api.FeedUntilAsync("first", feed => feed is { Model: not null, Fallback: false }, TimeSpan.FromSeconds(30));
        Assert.Equal(sequence, feed.Sequence);
        Assert.Equal(["manidala-model-6f5d", "manidala-silo-7d9c"], await MembersAsync(connection));
    }

    [Fact]
    public async Task Schema_NarrowOnSqlite_SaysWhatItIsFor()
    {
        await using ManidalaProcess process = ManidalaProcess.Start(Programs.Training, ["schema", "--narrow", "--data", sample.NewFolder()]);
        await process.ExitAsync(TimeSpan.FromSeconds(60));

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("--narrow is for the roles of PostgreSQL", process.Errors, StringComparison.Ordinal);
    }

    private Task<RunningSilo> StartAsync(string connection, string role, Dictionary<string, string> own)
    {
        Dictionary<string, string> environment = Names(connection, "manidala_service");
        (environment["POD_IP"], environment["SILO_PORT"], environment["SILO_GATEWAY_PORT"]) = ("127.0.0.1", FreePorts.Text(), FreePorts.Text());
        foreach ((string name, string value) in own)
        {
            Assert.True(SettingNames.IsKnown(name), name);
            environment[name] = value;
        }

        return RunningSilo.StartAsync(sample.NewFolder(), environment, role);
    }

    // As the manifests name a database.
    private static Dictionary<string, string> Names(string connection, string role)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        return new()
        {
            ["PGHOST"] = settings.Host!, ["PGPORT"] = $"{settings.Port}", ["PGDATABASE"] = settings.Database!, ["PGUSER"] = role, ["PGPASSWORD"] = "unused",
        };
    }

    // Roles are the server's: they may be there from the last run.
    private static async Task CreateRolesAsync(string administrator)
    {
        string sql = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "postgres", "roles.sql"));
        foreach (string role in new[] { "owner", "service", "gateway" })
        {
            string create = $"CREATE ROLE manidala_{role} LOGIN NOINHERIT;";
            Assert.Contains(create, sql, StringComparison.Ordinal);
            sql = sql.Replace(create, $"DO $make$ BEGIN {create} EXCEPTION WHEN duplicate_object THEN NULL; END $make$;", StringComparison.Ordinal);
        }

        await PostgresFixture.ExecuteAsync(administrator, sql);
    }

    private static async Task<string[]> MembersAsync(string administrator)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(administrator);
        await using NpgsqlCommand command = source.CreateCommand("SELECT siloname FROM orleansmembershiptable WHERE status = 3 ORDER BY siloname");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return [.. names];
    }
}
