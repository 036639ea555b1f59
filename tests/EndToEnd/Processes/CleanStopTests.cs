using System.Net;
using Manidala.EndToEnd.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>A process that is asked to end does so in time, and loses nothing.</summary>
public sealed class CleanStopTests(SampleFolder sample)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Stop_UnderLoad_EndsWithZeroAndKeepsWhatItAcknowledged()
    {
        string folder = await sample.CopyAsync();
        string pidFile = Path.Combine(folder, "manidala.pid");
        List<Acknowledged> acknowledged;
        await using (RunningSilo silo = await RunningSilo.StartAsync(folder))
        {
            Assert.True(File.Exists(pidFile));
            var load = new Load(silo.Api, "stop", users: 8);
            Task running = load.RunUntilRefusedAsync();
            await load.ReachedAsync(300);

            int exitCode = await silo.Process.StopAsync(Limit);

            await running;
            Assert.True(exitCode == 0, $"{exitCode}: {silo.Process.Errors}");
            Assert.False(File.Exists(pidFile));
            acknowledged = load.Acknowledged;
        }

        await using RunningSilo again = await RunningSilo.StartAsync(folder);
        await Load.ExpectRecordedOnceAsync(again.Api, acknowledged);
    }

    [Fact]
    public async Task Stop_ClientsThatHeedReadiness_LoseNoRequestAndNothingThatWasAcknowledged()
    {
        string folder = await sample.CopyAsync();
        using var ready = new CancellationTokenSource();
        List<Acknowledged> acknowledged;
        await using (RunningSilo silo = await RunningSilo.StartAsync(folder, new Dictionary<string, string> { ["Gateway__DrainFor"] = "00:00:04" }))
        {
            await using FeedEvents stream = await FeedEvents.OpenAsync(silo.Api.Http, "drain-stream");
            await stream.NextAsync();
            var load = new Load(silo.Api, "drain", users: 8);
            Task running = load.RunUntilAsync(ready.Token);
            await load.ReachedAsync(300);

            Task<int> stopping = silo.Process.StopAsync(Limit);

            // As a balancer does, which asks until it is told.
            await Eventually.StatusAsync(silo.Api, "health/ready", HttpStatusCode.ServiceUnavailable, Limit);
            int before = load.Acknowledged.Count;
            await load.ReachedAsync(before + 20);
            await ready.CancelAsync();
            await running;

            // The streams were ended at once and whole, so that their clients go elsewhere.
            Assert.Null(await stream.TryNextAsync());
            Assert.True(await stopping == 0, silo.Process.Errors);
            Assert.Empty(load.Unanswered);
            acknowledged = load.Acknowledged;
        }

        Assert.Equal(
            acknowledged.Select(one => (one.Sequence, one.Deed.UserId, one.Deed.ItemId)).Order(),
            ReadJournal(folder, "drain-").Order());
    }

    [Fact]
    public async Task Stop_WithOpenStreams_EndsThemWhole()
    {
        await using RunningSilo silo = await RunningSilo.StartAsync(sample.NewFolder());
        await using FeedEvents stream = await FeedEvents.OpenAsync(silo.Api.Http, "stop-stream");
        await stream.NextAsync();

        int exitCode = await silo.Process.StopAsync(Limit);

        Assert.True(exitCode == 0, $"{exitCode}: {silo.Process.Errors}");
        Assert.Null(await stream.TryNextAsync());
    }

    [Fact]
    public async Task Stop_BeforeItIsReady_Ends()
    {
        await using ManidalaProcess process = ManidalaProcess.Start(
            Programs.Silo, ["--data", await sample.CopyAsync(), "--port", FreePorts.Text()], new Dictionary<string, string> { ["LOG_LEVEL"] = "debug" });
        await process.LineAsync("Hosting starting");

        int exitCode = await process.StopAsync(Limit);

        Assert.True(exitCode == 0, $"{exitCode}: {process.Errors}");
    }

    private static List<(long, string, string)> ReadJournal(string folder, string users)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "manidala.db"), Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, user_id, item_id FROM interaction WHERE user_id LIKE @users";
        command.Parameters.AddWithValue("@users", users + "%");
        using SqliteDataReader rows = command.ExecuteReader();
        List<(long, string, string)> read = [];
        while (rows.Read())
        {
            read.Add((rows.GetInt64(0), rows.GetString(1), rows.GetString(2)));
        }

        return read;
    }
}
