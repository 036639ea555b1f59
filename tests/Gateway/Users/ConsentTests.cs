using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Users;

public sealed class ConsentTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Post_WithoutConsent_StoresNothingAndSaysSo()
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions", """{"userId":"no-consent","itemId":"a","type":"like","id":"e1","consent":false}""");

        Assert.Equal(200, status);
        Assert.Equal("""{"results":[{"id":"e1","stored":false}]}""", json.GetRawText());
        Assert.Empty(await JournaledAsync("no-consent"));
    }

    [Fact]
    public async Task Post_SomeWithoutConsentAndAFeed_StoresTheOthersAndReflectsAll()
    {
        var (status, json) = await _gateway.PostAsync(
            "/v1/interactions?feed=true&n=7",
            """
            [{"userId":"mixed","itemId":"a","type":"like","id":"e1","consent":false},
             {"userId":"mixed","itemId":"b","type":"like","id":"e2"},
             {"userId":"mixed","itemId":"c","type":"like","id":"e3","consent":false}]
            """);

        Assert.Equal(200, status);
        Assert.Equal(["e1", "e2", "e3"], json.GetProperty("results").EnumerateArray().Select(each => each.GetProperty("id").GetString()));
        Assert.Equal([false, true, false], json.GetProperty("results").EnumerateArray().Select(each => !each.TryGetProperty("stored", out _)));
        JournaledInteraction stored = Assert.Single(await JournaledAsync("mixed"));
        JsonElement feed = json.GetProperty("feed");
        Assert.Equal(stored.Sequence, feed.GetProperty("sequence").GetInt64());
        Assert.Equal(["after-a", "after-c", "after-1"], feed.GetProperty("items").EnumerateArray().Select(each => each.GetProperty("id").GetString()));
        Assert.Equal(7, cluster.World.LastQueries["mixed"].Count);
    }

    [Fact]
    public async Task Post_WithConsentAndAFeed_AnswersTheUsersFeed()
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions?feed=true", """{"userId":"stored-feed","itemId":"a","type":"like"}""");

        Assert.Equal(200, status);
        Assert.Equal(["after-1"], json.GetProperty("feed").GetProperty("items").EnumerateArray().Select(each => each.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("/v1/interactions", "\"no\"", "consent")]
    [InlineData("/v1/interactions", "null", "consent")]
    [InlineData("/v1/interactions?feed=yes", "true", "feed")]
    [InlineData("/v1/interactions?feed=true&n=0", "true", "n")]
    public async Task Post_BadConsentOrFeed_IsRefusedAndStoresNothing(string path, string consent, string field)
    {
        var (status, json) = await _gateway.PostAsync(path, $$"""{"userId":"bad-consent","itemId":"a","type":"like","consent":{{consent}}}""");

        Assert.Equal(400, status);
        Assert.Equal(field, json.GetProperty("field").GetString());
        Assert.Empty(await JournaledAsync("bad-consent"));
    }

    [Fact]
    public async Task Post_FeedOfSeveralUsers_IsRefusedAndStoresNothing()
    {
        var (status, json) = await _gateway.PostAsync(
            "/v1/interactions?feed=true", """[{"userId":"two-1","itemId":"a","type":"like"},{"userId":"two-2","itemId":"a","type":"like"}]""");

        Assert.Equal(400, status);
        Assert.Equal("feed", json.GetProperty("field").GetString());
        Assert.Empty(await JournaledAsync("two-1"));
    }

    [Fact]
    public async Task Post_WithoutConsentWhileTheUsersSiloIsAway_AnswersTheFallback()
    {
        cluster.World.Fail("feed:away-consent", new TimeoutException("away"));

        var (status, json) = await _gateway.PostAsync(
            "/v1/interactions?feed=true", """{"userId":"away-consent","itemId":"a","type":"like","consent":false}""");

        Assert.Equal(200, status);
        Assert.True(json.GetProperty("feed").GetProperty("fallback").GetBoolean());
    }

    private async Task<IEnumerable<JournaledInteraction>> JournaledAsync(string user) =>
        await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey(user)).Export(0, 10);
}
