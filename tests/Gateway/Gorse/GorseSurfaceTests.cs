using System.Net;
using Manidala.Gateway.Tests.Cluster;
using Manidala.Gateway.Tests.Keys;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Gorse;

/// <summary>Shapes, refusals and roles of Gorse's surface; what it does is tested against a whole server by its own client (tests/EndToEnd/Gorse).</summary>
public sealed class GorseSurfaceTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("GET", "/api/user/gorse-nobody", "", 404, "user gorse-nobody not found")]
    [InlineData("PATCH", "/api/user/gorse-nobody", "{}", 404, "user gorse-nobody not found")]
    [InlineData("GET", "/api/item/gorse-nothing", "", 404, "item gorse-nothing not found")]
    [InlineData("PATCH", "/api/item/gorse-nothing/", "{}", 404, "item gorse-nothing not found")]
    [InlineData("PUT", "/api/item/gorse-nothing/category/c", "", 404, "item gorse-nothing not found")]
    [InlineData("GET", "/api/item-to-item/other/x", "", 404, "item-to-item recommender other not found")]
    [InlineData("GET", "/api/user-to-user/other/x", "", 404, "user-to-user recommender other not found")]
    [InlineData("GET", "/api/non-personalized/other", "", 404, "non-personalized recommender other not found")]
    [InlineData("GET", "/api/recommend/x?n=0", "", 400, "n is '0'; allowed: a whole number from 1 to 500.")]
    [InlineData("GET", "/api/recommend/x?n=400&offset=101", "", 400, "offset is '101'; allowed: a whole number from 0 to 100.")]
    [InlineData("GET", "/api/users?n=1001", "", 400, "n is '1001'; allowed: a whole number from 1 to 1000.")]
    [InlineData("GET", "/api/items?cursor=!", "", 400, "cursor is '!'; allowed: the Cursor of the page before.")]
    [InlineData("POST", "/api/user", """{"userId":"a"}""", 400, "UserId is missing; allowed: 1 to 128 characters of valid Unicode without control characters.")]
    [InlineData("POST", "/api/users", """[{"UserId":"a"},{"UserId":"a","Labels":[true]}]""", 400, "[1].Labels[0] is true; allowed: texts alone, or numbers alone.")]
    [InlineData("POST", "/api/feedback", """[{"FeedbackType":"star","UserId":"a","ItemId":"b","Timestamp":5}]""", 400, null)]
    [InlineData("POST", "/api/feedback", "{", 400, null)]
    [InlineData("GET", "/api/items?q=blue", "", 400, null)]
    public async Task Refusal_IsOneLineOfText(string method, string path, string body, int status, string? text)
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);
        using var request = new HttpRequestMessage(new(method), path) { Content = body.Length > 0 ? GatewayHost.Body(body) : null };

        using HttpResponseMessage response = await gateway.Http.SendAsync(request);

        string answer = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, "text/plain"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.True(text is null ? answer.Length > 0 : text == answer, answer);
    }

    [Fact]
    public async Task Call_WithoutItsKey_IsRefusedInTextAndHealthIsNot()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster, ("API_KEY", "gorse-key"));

        using HttpResponseMessage refused = await gateway.Http.GetAsync("/api/recommend/x");
        using HttpResponseMessage health = await gateway.Http.GetAsync("/api/health/live");
        gateway.Http.DefaultRequestHeaders.Add("X-API-Key", "gorse-key");
        using HttpResponseMessage served = await gateway.Http.GetAsync("/api/recommend/x");

        Assert.Equal((HttpStatusCode.Unauthorized, "text/plain"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Feedback_Types_CountAsConfigured()
    {
        await using var gateway = await GatewayHost.StartAsync(
            cluster, ("Gorse:FeedbackTypes:read", "seen"), ("Gorse:FeedbackTypes:hate", "dislike"), ("Gorse:OtherFeedbackType", "open"));
        string[] types = ["read", "hate", "star", "purchase", "whatever"];

        var (status, json) = await gateway.PutAsync(
            "/api/feedback", $"[{string.Join(',', types.Select(type => $$"""{"FeedbackType":"{{type}}","UserId":"gorse-types","ItemId":"i"}"""))}]");

        Assert.Equal((200, 5), (status, json.GetProperty("RowAffected").GetInt32()));
        Assert.Equal(["seen", "dislike", "like", "purchase", "open"], cluster.World.Feedback["gorse-types"].Select(each => each.Feedback.Type));
        Assert.All(cluster.World.Feedback["gorse-types"], each => Assert.True(each.Overwrites));
    }

    [Fact]
    public async Task Start_TypeThatIsNone_NamesTheAllowedOnes()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => GatewayHost.StartAsync(cluster, ("Gorse:FeedbackTypes:star", "adore")));

        Assert.Contains("Gorse: star is 'adore'; allowed: impression, view", refused.ToString());
    }

    [Fact]
    public async Task Recommend_WithTwoCategories_AsksForItemsOfBoth()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);

        Assert.Equal(200, (await gateway.GetAsync("/api/recommend/gorse-both?category=a&category=b&category=a&n=3&offset=2")).Status);

        FeedQuery asked = cluster.World.LastQueries["gorse-both"];
        Assert.Equal((5, "a"), (asked.Count, asked.Category));
        Assert.Equal(["b"], asked.AlsoIn!.Value.AsEnumerable());
    }

    [Fact]
    public async Task Recommend_CategoryThatNoItemIsOf_IsEmpty()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);

        var (status, json) = await gateway.GetAsync("/api/recommend/gorse-nowhere/nowhere/");

        Assert.Equal((200, 0), (status, json.GetArrayLength()));
    }

    [Fact]
    public async Task Recommend_WithWriteBack_KeepsWhatItAnsweredAsSeen()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);

        await gateway.GetAsync("/api/recommend/gorse-back?n=1&write-back-type=read&write-back-delay=10m");

        var (feedback, overwrites) = Assert.Single(cluster.World.Feedback["gorse-back"]);
        Assert.Equal(
            new NewFeedback("read", "after-0", "seen", 0, GatewayHost.Now.AddMinutes(10).ToUnixTimeMilliseconds(), "null", ""), feedback);
        Assert.False(overwrites);
    }

    [Fact]
    public async Task Recommend_WithWriteBackAndAKeyThatReadsOnly_IsForbidden()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster, ("Keys:Entries:0", TestKeys.Line("read", "gorse-reads")));
        gateway.Http.DefaultRequestHeaders.Add("X-API-Key", "gorse-reads");

        using HttpResponseMessage read = await gateway.Http.GetAsync("/api/recommend/x");
        using HttpResponseMessage written = await gateway.Http.GetAsync("/api/recommend/x?write-back-type=read");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (read.StatusCode, written.StatusCode));
    }

    [Fact]
    public async Task Session_ByTheTimesOfItsFeedback_IsNobodys()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);
        const string Body = """
            [{"FeedbackType":"star","ItemId":"late","Timestamp":"2026-02-02"},{"FeedbackType":"read","UserId":"","ItemId":"early","Timestamp":"2026-02-01"}]
            """;

        var (status, json) = await gateway.PostAsync("/api/session/recommend/", Body);

        Assert.Equal(200, status);
        Assert.Equal("""[{"Id":"after-view-early","Score":1},{"Id":"after-like-late","Score":1}]""", json.GetRawText());
    }

    [Fact]
    public async Task Ids_WithSlashesInThePath_AreThoseThatWereSent()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);
        cluster.World.Profiles["a/b %2F"] = new("a/b %2F", "null", "found");

        var (status, json) = await gateway.GetAsync("/api/user/a%2Fb%20%252F");

        Assert.Equal((200, "found"), (status, json.GetProperty("Comment").GetString()));
    }

    [Fact]
    public async Task Patch_OfAnItem_ChangesWhatItNamesAlone()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster);
        cluster.World.Items["gorse-patched"] = new("gorse-patched", "", [], "{}", false, 0, null);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/item/gorse-patched")
        {
            Content = GatewayHost.Body("""{"IsHidden":true,"Labels":["a"],"Timestamp":"2026-01-01","Categories":["c","c"],"Comment":null,"isHidden":false}"""),
        };

        using HttpResponseMessage response = await gateway.Http.SendAsync(request);

        ItemChanges changes = cluster.World.LastItemChanges["gorse-patched"];
        Assert.Equal("""{"RowAffected":1}""", await response.Content.ReadAsStringAsync());
        Assert.Equal((true, """{"labels":["a"]}""", null, 1767225600000), (changes.IsHidden, changes.AttributesJson, changes.Title, changes.TimestampMs));
        Assert.Equal(["c"], changes.Categories!.Value.AsEnumerable());
    }

    [Fact]
    public async Task Disabled_NothingIsThere()
    {
        await using var gateway = await GatewayHost.StartAsync(cluster, ("Gorse:Enabled", "false"));

        Assert.Equal(404, (await gateway.GetAsync("/api/health/live")).Status);
    }
}
