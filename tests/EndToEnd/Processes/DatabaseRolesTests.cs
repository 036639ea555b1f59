using System.Net;
using System.Net.Http.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The roles of docs/postgres, on a real server: one makes the schema, one serves with it, and one finds silos.</summary>
public sealed class DatabaseRolesTests(SampleFolder sample, PostgresFixture postgres)
{
    private const string NotAllowed = "42501";
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task Service_AfterTheOwnerMadeTheSchema_DoesAllThatASiloDoesAndNoMore()
    {
        RoleNames names = await CreateRolesAsync();
        await ExpectRefusedAsync(names);
        await ManidalaProcess.RunAsync(Programs.Training, ["schema", "--data", sample.NewFolder()], Environment(names, names.Owner));
        await names.RunAsync(names.Owner, "narrow.sql");

        Dictionary<string, string> environment = TestPostgres.Environment(names.Url(names.Service));
        await SampleFolder.FillAsync(environment["DATABASE_URL"], sample.NewFolder());
        await using (RunningSilo silo = await RunningSilo.StartAsync(sample.NewFolder(), environment))
        {
            await TestPostgres.PublishModelAsync(silo.Address, await sample.CopyAsync());
            await using RunningGateway gateway = await RunningGateway.StartAsync(Environment(names, names.Gateway));
            await Eventually.StatusAsync(gateway.Api, "health/ready", HttpStatusCode.OK, TimeSpan.FromSeconds(30));
            await ExpectServesAsync(gateway.Api);

            // With snapshots, which are written at the end.
            Assert.Equal(0, await silo.Process.StopAsync(TimeSpan.FromSeconds(20)));
        }

        await ExpectNotAllowedAsync(names, names.Service, "CREATE TABLE mine (a integer)", "DROP TABLE item", "ALTER TABLE item ADD mine text",
            "UPDATE OrleansQuery SET QueryText = ''", "DELETE FROM manidala_schema", "CREATE TEMPORARY TABLE mine (a integer)",
            "DROP TABLE interaction_rest", "ALTER TABLE interaction DETACH PARTITION interaction_rest", "CREATE TABLE mine PARTITION OF interaction FOR VALUES FROM (1) TO (2)");
        await ExpectNotAllowedAsync(names, names.Gateway, "SELECT count(*) FROM item", "SELECT count(*) FROM OrleansStorage",
            "UPDATE OrleansMembershipTable SET Status = 6", "CREATE TABLE mine (a integer)");
    }

    private static async Task ExpectServesAsync(Api api)
    {
        long sequence = 0;
        for (int i = 1; i <= 60; i++)
        {
            sequence = await api.PostAsync(new Deed("role", $"mandala-{i:00000}", "like", SomeTimeMs + i, $"role-{i}"));
        }

        FeedAnswer feed = await api.FeedAsync("role");
        Assert.Equal((sequence, false), (feed.Sequence, feed.Fallback));
        Assert.Equal(60, (await api.ExportAsync("role")).Count);
        using HttpResponseMessage put = await api.Http.PutAsJsonAsync("v1/items/of-a-role", new { title = "Of a role" });
        using HttpResponseMessage deleted = await api.Http.DeleteAsync("v1/items/of-a-role");
        await api.PostAsync(new Deed("erased", "mandala-00001", "like", SomeTimeMs, "erased-1"));
        using HttpResponseMessage erased = await api.Http.DeleteAsync("v1/users/erased");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.OK), (put.StatusCode, deleted.StatusCode, erased.StatusCode));
    }

    private async Task ExpectRefusedAsync(RoleNames names)
    {
        var refused = await RunningSilo.RefusedAsync(sample.NewFolder(), Environment(names, names.Service));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.StartsWith("manidala: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("permission denied", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task ExpectNotAllowedAsync(RoleNames names, string role, params string[] statements)
    {
        foreach (string statement in statements)
        {
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresFixture.ExecuteAsync(names.ConnectionString(role), statement));
            Assert.Equal(NotAllowed, refused.SqlState);
        }
    }

    private static Dictionary<string, string> Environment(RoleNames names, string role) => TestPostgres.Environment(names.Url(role));

    private async Task<RoleNames> CreateRolesAsync()
    {
        var names = new RoleNames(await postgres.CreateDatabaseAsync());
        await names.RunAsync(null, "roles.sql");
        return names;
    }

    /// <summary>Roles are the server's and not a database's, so those of a test have names of their own.</summary>
    private sealed class RoleNames(string administrator)
    {
        private readonly string _suffix = new NpgsqlConnectionStringBuilder(administrator).Database!;

        public string Owner => $"manidala_owner_{_suffix}";

        public string Service => $"manidala_service_{_suffix}";

        public string Gateway => $"manidala_gateway_{_suffix}";

        public string ConnectionString(string role) => new NpgsqlConnectionStringBuilder(administrator) { Username = role, Pooling = false }.ConnectionString;

        public string Url(string role) => TestPostgres.ToUrl(ConnectionString(role));

        public async Task RunAsync(string? role, string file)
        {
            string sql = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "postgres", file));
            foreach (string name in new[] { "manidala_owner", "manidala_service", "manidala_gateway" })
            {
                sql = sql.Replace(name, $"{name}_{_suffix}", StringComparison.Ordinal);
            }

            await PostgresFixture.ExecuteAsync(role is null ? administrator : ConnectionString(role), sql);
        }
    }
}
