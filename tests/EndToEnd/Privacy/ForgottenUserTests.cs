using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.EndToEnd.Tests.Privacy;

/// <summary>After an erasure the id is in no table, no file and no log; before it, it was, which shows that the search finds it.</summary>
public sealed class ForgottenUserTests(SampleFolder sample, PostgresFixture postgres)
{
    private const string Gone = "somebody-who-wants-to-be-forgotten";
    private const string Passing = "somebody-who-never-consented";

    // More than make a snapshot (50), so that there is one to be removed.
    private const int Interactions = 60;

    [Fact]
    public async Task Erase_OnSqlite_LeavesTheIdInNoFileAndNoLog()
    {
        string data = await sample.CopyAsync();
        await using RunningSilo silo = await RunningSilo.StartAsync(data);
        await LiveAsync(silo.Api);
        Assert.NotEmpty(FilesWith(data, Gone));

        await EraseAsync(silo.Api);

        // A follower that happens to read the journal lets the log be cut by a later commit alone.
        await UntilAsync(silo.Api, () => FilesWith(data, Gone).Length == 0);
        Assert.Empty(FilesWith(data, Passing));
        await ExpectForgottenAsync(silo);
        Assert.Equal(0, await silo.Process.StopAsync(TimeSpan.FromSeconds(20)));
        Assert.Empty(FilesWith(data, Gone));
        ExpectSilent(silo);
    }

    [Fact]
    public async Task Erase_OnPostgres_LeavesTheIdInNoTableAndNoLog()
    {
        Dictionary<string, string> environment = await TestPostgres.CreateSampleAsync(postgres, sample);
        string data = sample.NewFolder();
        await using RunningSilo silo = await RunningSilo.StartAsync(data, environment);
        await TestPostgres.PublishModelAsync(silo.Address, await sample.CopyAsync());
        await LiveAsync(silo.Api);
        Assert.NotEmpty(await TablesWithAsync(environment["DATABASE_URL"], Gone));

        await EraseAsync(silo.Api);

        Assert.Empty(await TablesWithAsync(environment["DATABASE_URL"], Gone));
        Assert.Empty(await TablesWithAsync(environment["DATABASE_URL"], Passing));
        await ExpectForgottenAsync(silo);
        Assert.Equal(0, await silo.Process.StopAsync(TimeSpan.FromSeconds(20)));
        Assert.Empty(await TablesWithAsync(environment["DATABASE_URL"], Gone));
        Assert.Empty(FilesWith(data, Gone));
        ExpectSilent(silo);
    }

    /// <summary>A user with a journal, a session, a snapshot, and a bad request or two that might be logged; and one who consents to nothing.</summary>
    private static async Task LiveAsync(Api api)
    {
        await ExpectAsync(api, "v1/interactions", Enumerable.Range(0, Interactions).Select(number => Body(Gone, number, consent: true)).ToArray());
        await ExpectAsync(api, "api/user", new Dictionary<string, string> { ["UserId"] = Gone, ["Labels"] = Gone, ["Comment"] = Gone });

        // Not journaled before its time.
        await ExpectAsync(api, "api/feedback", (Dictionary<string, string>[])
        [
            new() { ["FeedbackType"] = "star", ["UserId"] = Gone, ["ItemId"] = "mandala-00001", ["Timestamp"] = "2100-01-01", ["Comment"] = Gone },
        ]);
        await ExpectAsync(api, "v1/interactions?feed=true&n=5", Enumerable.Range(0, 3).Select(number => Body(Passing, number, consent: false)).ToArray());
        await api.FeedAsync(Gone);
        await api.StatusAsync($"v1/users/{Gone}/feed?n=0");
        await api.StatusAsync($"v1/users/{Gone}/nothing");

        // The snapshot is written beside the calls.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await ExportAsync(api)).GetProperty("session").TryGetProperty("snapshot", out _))
        {
            Assert.False(deadline.IsCancellationRequested, "No snapshot was written.");
        }

        JsonElement export = await ExportAsync(api);
        Assert.Equal(Interactions, export.GetProperty("interactions").GetArrayLength());
        Assert.Equal(Interactions, export.GetProperty("session").GetProperty("seen").GetArrayLength());
        Assert.Equal(Gone, export.GetProperty("profile").GetProperty("comment").GetString());
        Assert.Equal(1, export.GetProperty("feedback").GetArrayLength());
    }

    private static async Task EraseAsync(Api api)
    {
        using HttpResponseMessage erased = await api.Http.DeleteAsync($"v1/users/{Gone}");
        Assert.Equal($$"""{"interactions":{{Interactions}}}""", await erased.Content.ReadAsStringAsync());
    }

    private static async Task ExpectForgottenAsync(RunningSilo silo)
    {
        JsonElement export = await ExportAsync(silo.Api);
        Assert.Equal(0, export.GetProperty("interactions").GetArrayLength());
        Assert.Equal(0, export.GetProperty("session").GetProperty("sequence").GetInt64());
        Assert.Equal(0, (await silo.Api.FeedAsync(Gone)).Sequence);
        Assert.False(export.TryGetProperty("profile", out _) || export.TryGetProperty("feedback", out _));

        JsonElement erasures = await silo.Api.Http.GetFromJsonAsync<JsonElement>("v1/erasures");
        JsonElement erasure = Assert.Single(erasures.GetProperty("erasures").EnumerateArray());
        Assert.Equal(Interactions, erasure.GetProperty("interactions").GetInt64());
        Assert.Equal(["number", "time", "interactions"], erasure.EnumerateObject().Select(each => each.Name));
    }

    private static void ExpectSilent(RunningSilo silo)
    {
        string log = silo.Process.Output + silo.Process.Errors;
        Assert.Contains("Manidala is ready", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Gone, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Passing, log, StringComparison.Ordinal);
    }

    /// <summary>Waits for what later commits bring about, by committing.</summary>
    private static async Task UntilAsync(Api api, Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (int number = 0; !isSo(); number++)
        {
            Assert.False(deadline.IsCancellationRequested, "It has not come about after 30 s.");
            await ExpectAsync(api, "v1/interactions", Body("somebody-else", number, consent: true));
        }
    }

    private static Task<JsonElement> ExportAsync(Api api) => api.Http.GetFromJsonAsync<JsonElement>($"v1/users/{Gone}");

    private static object Body(string user, int number, bool consent) =>
        new { userId = user, itemId = $"mandala-{number + 1:D5}", type = "like", id = $"{user}-{number}", consent };

    private static async Task ExpectAsync<T>(Api api, string path, T body)
    {
        using HttpResponseMessage answer = await api.Http.PostAsJsonAsync(path, body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static string[] FilesWith(string folder, string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);

        // All but the file that is locked for as long as the server runs, which cannot be opened and is empty.
        return [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal) && Read(path).AsSpan().IndexOf(wanted) >= 0)];
    }

    private static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>Tables of any schema of ours with a row that has the text in any column, bytes among them.</summary>
    private static async Task<List<string>> TablesWithAsync(string databaseUrl, string text)
    {
        var address = new Uri(databaseUrl);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(
            $"Host={address.Host};Port={address.Port};Username={address.UserInfo.Split(':')[0]};Database={address.AbsolutePath.Trim('/')}");
        List<string> tables = [];
        await using (NpgsqlCommand list = source.CreateCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
        await using (NpgsqlDataReader reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.True(tables.Count > 5);
        List<string> found = [];
        foreach (string table in tables)
        {
            // A row as text has its bytes in hexadecimal.
            await using NpgsqlCommand count = source.CreateCommand($"SELECT COUNT(*) FROM {table} AS each WHERE position($1 in each::text) > 0 OR position($2 in each::text) > 0");
            count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) });
            if ((long)(await count.ExecuteScalarAsync())! > 0)
            {
                found.Add(table);
            }
        }

        return found;
    }
}
