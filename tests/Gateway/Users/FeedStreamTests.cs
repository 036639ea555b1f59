using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Users;

public sealed class FeedStreamTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        cluster,
        ("Gateway:StreamHeartbeat", "00:00:00.200"),
        ("Gateway:StreamRetry", "00:00:00.020"),
        ("Gateway:MaxStreams", "2"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Stream_Opened_SendsAFeedAtOnce()
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-first/feed?n=3&include=item");

        var first = await events.NextAsync();

        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("feed", first!["event"]);
        Assert.Matches("^0-[0-9a-f]{16}$", first["id"]);
        Assert.Equal("20", first["retry"]);
        Assert.Contains("\"userId\":\"stream-first\"", first["data"]);
        Assert.Contains('\n', first["data"]);
        Assert.Equal(3, cluster.World.LastQueries["stream-first"].Count);
    }

    [Fact]
    public async Task Stream_UserInteracts_PushesEachNewFeed()
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-push/feed");
        await events.NextFeedAsync();

        for (int at = 0; at < 20; at++)
        {
            long sequence = await RecordAsync("stream-push", $"e{at}");
            var feed = await events.NextFeedAsync();

            Assert.Equal(sequence, feed.GetProperty("sequence").GetInt64());
            Assert.Equal($"after-{at + 1}", feed.GetProperty("items")[0].GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Stream_ComesBackAndNothingChanged_SendsNoFeedUntilSomethingDoes()
    {
        const string Path = "/v1/users/stream-back/feed?n=3";
        string id = await LastIdAsync(Path);

        using var events = await EventReader.OpenAsync(_gateway.Http, Path, id);
        Assert.Equal("nothing has changed", (await events.NextAsync())![""]);
        Assert.Equal("still here", (await events.NextAsync())![""]);
        long sequence = await RecordAsync("stream-back", "e1");

        Assert.Equal(sequence, (await events.NextFeedAsync()).GetProperty("sequence").GetInt64());
    }

    [Theory]
    [InlineData("/v1/users/stream-asks/feed?n=4", null)]
    [InlineData("/v1/users/stream-asks/feed?n=3", "0")]
    [InlineData("/v1/users/stream-asks/feed?n=3", "0-fallback")]
    public async Task Stream_ComesBackWithSomethingElse_SendsAFeedAtOnce(string path, string? id)
    {
        id ??= await LastIdAsync("/v1/users/stream-asks/feed?n=3");

        using var events = await EventReader.OpenAsync(_gateway.Http, path, id);

        Assert.Equal("feed", (await events.NextAsync())!["event"]);
    }

    [Fact]
    public async Task Stream_ComesBackAfterAChange_SendsAFeedAtOnce()
    {
        const string Path = "/v1/users/stream-changed/feed";
        string id = await LastIdAsync(Path);
        long sequence = await RecordAsync("stream-changed", "e1");

        using var events = await EventReader.OpenAsync(_gateway.Http, Path, id);

        Assert.StartsWith($"{sequence}-", (await events.NextAsync())!["id"]);
    }

    [Fact]
    public async Task Stream_NothingChanges_SendsCommentsAndNoFeed()
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-quiet/feed");
        await events.NextFeedAsync();

        var next = await events.NextAsync();

        Assert.Equal([""], next!.Keys);
    }

    [Theory]
    [InlineData("wait:stream-fails-1", "stream-fails-1")]
    [InlineData("feed:stream-fails-2", "stream-fails-2")]
    public async Task Stream_CallsFail_GoesOnAndMissesNothing(string call, string user)
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, $"/v1/users/{user}/feed");
        await events.NextFeedAsync();
        cluster.World.Fail(call, [.. Enumerable.Range(0, 4).Select(_ => new InvalidOperationException("silo died"))]);

        long sequence = await RecordAsync(user, "e1");

        Assert.Equal(sequence, (await events.NextFeedAsync()).GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Stream_FirstCallFails_StillOpens()
    {
        cluster.World.Fail("wait:stream-late", new SiloUnavailableException());

        using var events = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-late/feed");

        Assert.Equal("stream-late", (await events.NextFeedAsync()).GetProperty("userId").GetString());
    }

    [Theory]
    [InlineData("category=nowhere", "category")]
    [InlineData("n=0", "n")]
    [InlineData("cursor=x", "cursor")]
    public async Task Stream_BadParameter_IsAProblemAndNotAStream(string query, string field)
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, $"/v1/users/stream-bad/feed?{query}");

        var (status, json) = await GatewayHost.ReadAsync(events.Response);
        Assert.Equal(400, status);
        Assert.Equal(field, json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Stream_TooManyOpen_IsRefusedUntilOneCloses()
    {
        using var first = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-cap/feed");
        var second = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-cap/feed");
        await first.NextFeedAsync();
        await second.NextFeedAsync();
        using var refused = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-cap/feed");
        Assert.Equal("1", refused.Response.Headers.RetryAfter!.ToString());
        var (status, json) = await GatewayHost.ReadAsync(refused.Response);
        Assert.Equal(503, status);
        Assert.Equal("urn:manidala:problem:overloaded", json.GetProperty("type").GetString());

        using var closed = new MetricWatch("manidala.gateway.streams", -1);
        second.Dispose();
        await closed.Seen;

        using var third = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-cap/feed");
        await third.NextFeedAsync();
    }

    [Fact]
    public async Task Stream_HostStops_EndsWholeAndPromptly()
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, "/v1/users/stream-stop/feed");
        await events.NextFeedAsync();

        await _gateway.App.StopAsync();

        while (await events.NextAsync() is { } comment)
        {
            Assert.Equal([""], comment.Keys);
        }
    }

    private async Task<string> LastIdAsync(string path)
    {
        using var events = await EventReader.OpenAsync(_gateway.Http, path);
        return (await events.NextAsync())!["id"];
    }

    private async Task<long> RecordAsync(string user, string id)
    {
        var recorded = await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey(user)).Record([new(id, "a", "view", 0, 1)]);
        return recorded[0].Sequence;
    }
}
