using Manidala.EndToEnd.Tests.Support;

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
}
