using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>From Npgsql's settings to what a platform would inject.</summary>
internal static class TestPostgres
{
    public static string ToUrl(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        string user = Uri.EscapeDataString(settings.Username!);
        string password = string.IsNullOrEmpty(settings.Password) ? "" : ":" + Uri.EscapeDataString(settings.Password);
        return $"postgres://{user}{password}@{settings.Host}:{settings.Port}/{settings.Database}";
    }

    /// <summary>A new database with the sample's items and log, and the environment that leads a process there.</summary>
    public static async Task<Dictionary<string, string>> CreateSampleAsync(PostgresFixture postgres, SampleFolder sample)
    {
        string url = ToUrl(await postgres.CreateDatabaseAsync());
        await SampleFolder.FillAsync(url, sample.NewFolder());
        return Environment(url);
    }

    /// <summary>With ports of the cluster's own, because silos on a database server listen on the network.</summary>
    public static Dictionary<string, string> Environment(string databaseUrl) => new()
    {
        ["DATABASE_URL"] = databaseUrl,
        ["SILO_PORT"] = FreePorts.Text(),
        ["SILO_GATEWAY_PORT"] = FreePorts.Text(),
    };

    /// <summary>Sends the sample's model to a server, which switches to it however good it is.</summary>
    public static async Task PublishModelAsync(Uri server, string sampleFolder) =>
        await ManidalaProcess.RunAsync(Programs.Training, ["publish", server.AbsoluteUri, "--force", "--data", sampleFolder]);
}
