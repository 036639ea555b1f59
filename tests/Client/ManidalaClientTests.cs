using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Client.Tests;

public sealed class ManidalaClientTests
{
    private const string Feed = """{"recommendationId":"r","userId":"u","sequence":7,"model":"m","fallback":false,"items":[{"id":"a","score":1.5,"source":"session"}],"cursor":"c"}""";

    [Fact]
    public async Task GetFeed_Query_IsWrittenAsTheServerReadsIt()
    {
        var server = new FakeServer(FakeServer.Answer(200, Feed));
        var query = new FeedQuery { Count = 3, Category = "a&b", Exclude = ["x", "y/z"], IncludeSeen = true, WithItems = true };

        Feed feed = await Client(server).GetFeedAsync("a/b", query, TestContext.Current.CancellationToken);

        Assert.Equal("/under/v1/users/a%2Fb/feed?n=3&category=a%26b&exclude=x&exclude=y%2Fz&seen=true&include=item", server.Requests.Single().Address);
        Assert.Equal((7, "m", "a"), (feed.Sequence, feed.Model, feed.Items[0].Id));
    }

    [Fact]
    public async Task GetPages_FollowsTheCursorToTheEnd()
    {
        var server = new FakeServer(FakeServer.Answer(200, Feed), FakeServer.Answer(200, """{"recommendationId":"r","userId":"u","sequence":7,"fallback":false,"items":[]}"""));

        List<Feed> pages = await Client(server).GetPagesAsync("u", cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Single(pages);
        Assert.Equal(["/under/v1/users/u/feed", "/under/v1/users/u/feed?cursor=c"], server.Requests.Select(request => request.Address));
    }

    [Fact]
    public async Task Refusal_HasWhatTheProblemDocumentSays()
    {
        var server = new FakeServer(FakeServer.Answer(400, """{"type":"urn:x","title":"t","detail":"n is '0'.","field":"n","found":"'0'","allowed":"1 to 500"}"""));

        var refusal = await Assert.ThrowsAsync<ManidalaException>(() => Client(server).GetTrendingAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            (HttpStatusCode.BadRequest, "urn:x", "n", "'0'", "1 to 500", "n is '0'.", false),
            (refusal.Status, refusal.Type, refusal.Field, refusal.Found, refusal.Allowed, refusal.Message, refusal.IsTransient));
    }

    [Fact]
    public async Task Follow_ConnectionEnds_GoesOnWithTheLastId()
    {
        var time = new FakeTimeProvider();
        var server = new FakeServer(
            Events($": hello\n\nevent: feed\nid: 7-a\ndata: {Feed}\n\n"), FakeServer.Away, Events(": nothing has changed\n\n"),
            Events($"event: feed\nid: 8-b\ndata: {Feed.Replace(":7,", ":8,", StringComparison.Ordinal)}\n\n"));
        await using IAsyncEnumerator<Feed> feeds = Client(server, time).FollowFeedAsync("u").GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await feeds.MoveNextAsync());
        Assert.Equal(7, feeds.Current.Sequence);

        Task<bool> next = feeds.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.True(await next);
        Assert.Equal(8, feeds.Current.Sequence);
        Assert.Equal([null, "7-a", "7-a", "7-a"], server.Requests.Select(request => request.Headers.GetValueOrDefault("Last-Event-ID")));
    }

    [Fact]
    public async Task Follow_IsRefused_Throws()
    {
        var server = new FakeServer(FakeServer.Answer(403, """{"title":"no"}"""));
        await using IAsyncEnumerator<Feed> feeds = Client(server).FollowFeedAsync("u").GetAsyncEnumerator(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ManidalaException>(async () => await feeds.MoveNextAsync());
    }

    private static Func<System.Text.Json.JsonElement, HttpResponseMessage> Events(string text) =>
        _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/event-stream") };

    private static ManidalaClient Client(FakeServer server, TimeProvider? time = null) => new(
        new HttpClient(server) { BaseAddress = new Uri("http://manidala.test/under/") }, TimeSpan.FromSeconds(30), time ?? TimeProvider.System);
}
