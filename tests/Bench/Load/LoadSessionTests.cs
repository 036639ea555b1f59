using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

/// <summary>The driver against a server that gets one thing wrong at a time.</summary>
public sealed class LoadSessionTests : IAsyncLifetime
{
    private ScriptedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Run_ServerThatIsRight_CountsEveryOperationOnce()
    {
        LoadReport report = await RunAsync("feed=2,interaction=1,batch=1,click=1,floor=1");

        Assert.Equal(100, report.Load.Latencies.Sum(kind => kind.Key == LoadTally.ClickAcknowledged ? 0 : kind.Value.Count));
        Assert.Equal(["batch", "click", LoadTally.ClickAcknowledged, "feed", "floor", "interaction"], report.Load.Latencies.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(report.Load.Latencies["click"].Count, report.Load.Latencies[LoadTally.ClickAcknowledged].Count);
        Assert.Empty(report.Load.Failures);
        Assert.Empty(report.Load.Faults);
        Assert.Empty(report.Load.Notes);
        Assert.Equal("m-1", report.Model);
        Assert.All(report.Load.Latencies.Values, latencies => Assert.True(latencies.P50 > 0 && latencies.P50 <= latencies.P99 && latencies.P99 <= latencies.Max));
    }

    [Fact]
    public async Task Run_FeedsBehindTheirAcknowledgements_AreBrokenPromises()
    {
        _server.Behind = 1_000_000;

        LoadReport report = await RunAsync("click=1");

        Assert.Equal(100, report.Load.Faults["feeds without an acknowledged interaction"]);
    }

    [Fact]
    public async Task Run_FeedsWithSeenItems_AreBrokenPromises()
    {
        _server.Feed = ["a", "b", "c", "d"];

        LoadReport report = await RunAsync("click=1");

        Assert.Equal(100, report.Load.Faults["feeds with a seen item"]);
        Assert.Equal(100, report.Load.Notes["short feeds"]);
    }

    [Fact]
    public async Task Run_FallbackFeeds_AreCountedApartAndHeldToNothing()
    {
        _server.IsFallback = true;
        _server.Behind = 1_000_000;

        LoadReport report = await RunAsync("click=1");

        Assert.Empty(report.Load.Faults);
        Assert.Equal(100, report.Load.Notes["fallback feeds"]);
    }

    [Theory]
    [InlineData(503, "feed: 503 ServiceUnavailable")]
    [InlineData(429, "feed: 429 TooManyRequests")]
    public async Task Run_Refusals_AreFailuresByTheirStatus(int status, string named)
    {
        using var client = await PreparedAsync(Requests.For(_server.Address));
        _server.Status = status;

        LoadRunReport report = await RunAsync(client, Requests.For(_server.Address), "feed=1");

        Assert.Equal(100, report.Failures[named]);
        Assert.Empty(report.Latencies);
    }

    [Fact]
    public async Task Run_ServerThatHangs_FailsInTime()
    {
        var request = Requests.For(_server.Address) with { Timeout = TimeSpan.FromMilliseconds(50), WarmUp = TimeSpan.Zero, Duration = TimeSpan.FromSeconds(0.1) };
        using var client = await PreparedAsync(request);
        _server.Hangs = true;

        LoadRunReport report = await RunAsync(client, request, "feed=1");

        Assert.Equal(20, report.Failures["feed: no answer in time"]);
    }

    [Fact]
    public async Task Run_NobodyThere_SaysSo()
    {
        await _server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync("feed=1"));
    }

    [Fact]
    public async Task Save_Latencies_DrawsAPicture()
    {
        using var session = new LoadSession(Requests.For(_server.Address), LoadMix.Parse("feed=1,floor=1"), TextWriter.Null);
        await session.RunAsync("load", TestContext.Current.CancellationToken);
        string path = Path.Combine(Directory.CreateTempSubdirectory("manidala-test-").FullName, "latency.png");

        LoadPlot.Save(path, session.Latencies, "200 operations a second");

        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))[..4]);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private async Task<LoadReport> RunAsync(string mix)
    {
        using var session = new LoadSession(Requests.For(_server.Address), LoadMix.Parse(mix), TextWriter.Null);
        return await session.RunAsync("load", TestContext.Current.CancellationToken);
    }

    private static async Task<LoadClient> PreparedAsync(LoadRequest request)
    {
        var client = new LoadClient(request);
        await client.PrepareAsync(TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<LoadRunReport> RunAsync(LoadClient client, LoadRequest request, string mix) =>
        (await new LoadRun(request, client).RunAsync(request.Rate, LoadMix.Parse(mix), TestContext.Current.CancellationToken)).Report;
}
