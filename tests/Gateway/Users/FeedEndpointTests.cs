using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Users;

public sealed class FeedEndpointTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster, ("Gateway:FeedTimeout", "00:00:00.500"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_NoParameters_HasTheShapeOfAFeed()
    {
        var (status, json) = await _gateway.GetAsync("/v1/users/plain/feed");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"recommendationId":"r1","userId":"plain","sequence":0,"model":"m1","fallback":false,"items":[{"id":"after-0","score":0.5,"source":"session"}],"cursor":"next"}""",
            json.GetRawText());
        Assert.Equal(new FeedQuery(20, null, [], null, false, false), cluster.World.LastQueries["plain"] with { Exclude = [] });
    }

    [Fact]
    public async Task Get_RejectedOnce_IsTheUsersOwn()
    {
        cluster.World.Fail("feed:moved", new SiloUnavailableException("dead"));

        var (status, json) = await _gateway.GetAsync("/v1/users/moved/feed");

        Assert.Equal(200, status);
        Assert.False(json.GetProperty("fallback").GetBoolean());
    }

    [Theory]
    [InlineData("stood-in-1", true)]
    [InlineData("stood-in-2", false)]
    public async Task Get_SiloOfTheUserIsDead_IsAMarkedFallback(string user, bool isRejected)
    {
        if (isRejected)
        {
            cluster.World.Fail("feed:" + user, new SiloUnavailableException("dead"), new SiloUnavailableException("dead"));
        }
        else
        {
            cluster.World.Blocked["feed:" + user] = new();
        }

        var (status, json) = await _gateway.GetAsync($"/v1/users/{user}/feed");

        Assert.Equal(200, status);
        Assert.True(json.GetProperty("fallback").GetBoolean());
        Assert.Equal(user, json.GetProperty("userId").GetString());
        Assert.Equal("trending", json.GetProperty("items")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Get_StandInIsDeadToo_AsksTheNextOne()
    {
        cluster.World.Fail("feed:stood-in-3", new SiloUnavailableException("dead"), new SiloUnavailableException("dead"));
        cluster.World.Fail("stand-in:stood-in-3", new SiloUnavailableException("dead"));

        var (status, json) = await _gateway.GetAsync("/v1/users/stood-in-3/feed");

        Assert.Equal(200, status);
        Assert.True(json.GetProperty("fallback").GetBoolean());
    }

    [Fact]
    public async Task Get_EveryParameter_ReachesTheGrain()
    {
        await _gateway.GetAsync("/v1/users/all/feed?n=500&category=blue%20lotus&exclude=a&exclude=b%2Cc&cursor=x&seen=true&include=item");

        var query = cluster.World.LastQueries["all"];
        Assert.Equal(["a", "b,c"], query.Exclude);
        Assert.Equal(new FeedQuery(500, "blue lotus", query.Exclude, "x", true, true), query);
    }

    [Fact]
    public async Task Get_SurfaceExplainAndAttributes_ReachTheGrain()
    {
        await _gateway.GetAsync(
            "/v1/users/attributes/feed?surface=home&explain=true&labels=brand%3Aacme&labels=a%3Ab%3Ac&anyLabels=x%3A1&noLabels=y%3A2&range=price%3A10..20.5&range=n%3A-1e3..&range=m%3A..0");

        var query = cluster.World.LastQueries["attributes"];
        Assert.Equal(("home", true), (query.Surface, query.Explain));
        Assert.Equal(["brand:acme", "a:b:c"], query.Attributes!.All);
        Assert.Equal(["x:1"], query.Attributes.Any);
        Assert.Equal(["y:2"], query.Attributes.None);
        Assert.Equal(
            [new("price", 10, 20.5), new("n", -1000, double.PositiveInfinity), new AttributeRange("m", double.NegativeInfinity, 0)], query.Attributes.Ranges);
    }

    [Fact]
    public async Task Get_OfASurface_SaysPropensities()
    {
        var (_, json) = await _gateway.GetAsync("/v1/users/ranked/feed?surface=home");

        Assert.Equal(
            """{"recommendationId":"r1","userId":"ranked","sequence":0,"model":"m1","fallback":false,"items":[{"id":"after-0","score":0.5,"source":"session","propensity":0.25}],"cursor":"next","surface":"home"}""",
            json.GetRawText());
    }

    [Fact]
    public async Task Get_Explained_SaysSourcesMovesRulesAndTimes()
    {
        var (_, json) = await _gateway.GetAsync("/v1/users/explained/feed?surface=home&explain=true");

        Assert.Equal(
            """{"sources":[{"source":"session","rank":3,"score":0.5}],"moves":[{"step":"diversity","from":3,"to":1,"why":"unlike the others"}],"rules":["summer"]}""",
            json.GetProperty("items")[0].GetProperty("explain").GetRawText());
        Assert.Equal("""[{"step":"sources","microseconds":12.3}]""", json.GetProperty("steps").GetRawText());
    }

    [Fact]
    public async Task Get_WithItems_CarriesTitleCategoriesAttributesAndTime()
    {
        var (_, json) = await _gateway.GetAsync("/v1/users/items/feed?include=item");

        var item = json.GetProperty("items")[0].GetProperty("item");
        Assert.Equal("Blüte <1>", item.GetProperty("title").GetString());
        Assert.Equal("lotus", item.GetProperty("categories")[1].GetString());
        Assert.Equal(8, item.GetProperty("attributes").GetProperty("petals").GetInt32());
        Assert.Equal(1700000000000, item.GetProperty("timestamp").GetInt64());
    }

    [Theory]
    [InlineData("n=0", "n")]
    [InlineData("n=501", "n")]
    [InlineData("n=ten", "n")]
    [InlineData("n=", "n")]
    [InlineData("n=99999999999", "n")]
    [InlineData("n=5&n=6", "n")]
    [InlineData("category=", "category")]
    [InlineData("category=nowhere", "category")]
    [InlineData("category=a%00b", "category")]
    [InlineData("exclude=", "exclude")]
    [InlineData("seen=yes", "seen")]
    [InlineData("include=everything", "include")]
    [InlineData("cursor=", "cursor")]
    [InlineData("surface=", "surface")]
    [InlineData("surface=a&surface=b", "surface")]
    [InlineData("explain=yes", "explain")]
    [InlineData("labels=acme", "labels")]
    [InlineData("anyLabels=%3Aacme", "anyLabels")]
    [InlineData("noLabels=brand%3A", "noLabels")]
    [InlineData("range=price", "range")]
    [InlineData("range=price%3A10", "range")]
    [InlineData("range=price%3A20..10", "range")]
    [InlineData("range=price%3AInfinity..", "range")]
    [InlineData("range=%3A1..2", "range")]
    public async Task Get_BadParameter_IsRefusedByName(string query, string field)
    {
        var (status, json) = await _gateway.GetAsync($"/v1/users/bad/feed?{query}");

        Assert.Equal(400, status);
        Assert.Equal(field, json.GetProperty("field").GetString());
        Assert.NotEqual("", json.GetProperty("found").GetString());
        Assert.NotEqual("", json.GetProperty("allowed").GetString());
    }

    [Fact]
    public async Task Get_TooManyLabels_IsRefused()
    {
        string query = string.Join('&', Enumerable.Range(0, 33).Select(at => $"labels=a:{at}"));

        var (status, json) = await _gateway.GetAsync($"/v1/users/bad/feed?{query}");

        Assert.Equal((400, "labels"), (status, json.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Get_TooManyExcluded_IsRefused()
    {
        string query = string.Join('&', Enumerable.Range(0, 1001).Select(at => $"exclude={at}"));

        var (status, json) = await _gateway.GetAsync($"/v1/users/bad/feed?{query}");

        Assert.Equal(400, status);
        Assert.Equal("exclude", json.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%C3%BC%20%2B", "ü +")]
    [InlineData("a%3Fb%23c", "a?b#c")]
    public async Task Get_EscapedId_IsDecodedOnce(string escaped, string id)
    {
        var (status, json) = await _gateway.GetAsync($"/v1/users/{escaped}/feed");

        Assert.Equal(200, status);
        Assert.Equal(id, json.GetProperty("userId").GetString());
    }

    [Theory]
    [InlineData("%01")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task Get_BadId_IsRefused(string id)
    {
        var (status, json) = await _gateway.GetAsync($"/v1/users/{id}/feed");

        Assert.Equal(400, status);
        Assert.Equal("id", json.GetProperty("field").GetString());
    }
}
