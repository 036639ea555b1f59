using System.Net;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.Deploy.Tests.Platforms;

/// <summary>The one process, with nothing but the variables that platforms such as Railway inject.</summary>
public sealed class PlatformNamesTests(SampleFolder sample, PostgresFixture postgres)
{
    private const string Key = "a-key-of-this-test-alone-0123456789";

    [Fact]
    public async Task Process_WithDatabaseUrlPortKeyModelAndLevel_HeedsEach()
    {
        string bundles = sample.NewFolder();
        await ManidalaProcess.RunAsync(Programs.Training, ["publish", "--to", bundles, "--data", await sample.CopyAsync()]);
        Dictionary<string, string> environment = TestPostgres.Environment(TestPostgres.ToUrl(await postgres.CreateDatabaseAsync()));
        (environment["API_KEY"], environment["MODEL_PATH"], environment["LOG_LEVEL"]) = (Key, Path.Combine(bundles, "current"), "debug");

        await using ManidalaProcess process = Start(environment);
        await process.LineAsync("Manidala is ready at ");

        // Not this machine alone: on loopback's other addresses only who listens everywhere answers.
        using var api = new Api(new Uri($"http://127.0.0.2:{environment["PORT"]}/"));
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("v1/trending"));
        api.Http.DefaultRequestHeaders.Add("X-API-Key", Key);
        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("v1/trending"));
        using JsonDocument health = JsonDocument.Parse(await api.Http.GetStringAsync("health"));
        Assert.Equal(Path.GetFileName(Directory.ResolveLinkTarget(environment["MODEL_PATH"], returnFinalTarget: true)!.FullName), health.RootElement.GetProperty("model").GetString());
        Assert.StartsWith("PostgreSQL ", health.RootElement.GetProperty("database").GetString(), StringComparison.Ordinal);
        Assert.Contains(" dbug: ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WithTheNamesOfPostgres_IsOnThatDatabase()
    {
        var server = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        Dictionary<string, string> environment = new()
        {
            ["PGHOST"] = server.Host!,
            ["PGPORT"] = $"{server.Port}",
            ["PGUSER"] = server.Username!,
            ["PGPASSWORD"] = "unused",
            ["PGDATABASE"] = server.Database!,
            ["SILO_PORT"] = FreePorts.Text(),
            ["SILO_GATEWAY_PORT"] = FreePorts.Text(),
            ["API_KEY"] = Key,
            ["LOG_LEVEL"] = "warning",
        };

        await using ManidalaProcess process = Start(environment);
        await process.LineAsync("Manidala is ready at ");

        using var api = new Api(new Uri($"http://127.0.0.1:{environment["PORT"]}/"));
        using JsonDocument health = JsonDocument.Parse(await api.Http.GetStringAsync("health"));
        Assert.Equal($"PostgreSQL {server.Host}:{server.Port}/{server.Database}", health.RootElement.GetProperty("database").GetString());
        Assert.DoesNotContain(" info: ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WithPortAndWithoutAKey_DoesNotStart()
    {
        await using ManidalaProcess process = Start([]);
        await process.ExitAsync(TimeSpan.FromSeconds(60));

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("API_KEY", process.Errors, StringComparison.Ordinal);
    }

    private ManidalaProcess Start(Dictionary<string, string> environment)
    {
        environment["PORT"] = FreePorts.Text();

        // Takes back what this helper sets for servers of this machine alone; empty is as if not set.
        (environment["HOST"], environment["Keys__AllowAnonymous"], environment["Data"]) = ("", "false", sample.NewFolder());
        return ManidalaProcess.Start(Programs.Silo, [], environment);
    }
}
