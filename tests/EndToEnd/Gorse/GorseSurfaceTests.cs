using System.Net;
using System.Text;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Gorse;

/// <summary>What gorsejs has no method for, by plain HTTP, and what must hold when a process dies.</summary>
public sealed class GorseSurfaceTests(GorseServer server, SampleFolder sample) : IClassFixture<GorseServer>
{
    private HttpClient Http => server.Api.Http;

    [Fact]
    public async Task Health_IsAsGorsesWithoutAKey()
    {
        using var stranger = new HttpClient { BaseAddress = Http.BaseAddress };

        Assert.Equal(
            """{"Ready":true,"DataStoreError":null,"CacheStoreError":null,"DataStoreConnected":true,"CacheStoreConnected":true}""",
            await stranger.GetStringAsync("api/health/ready/"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("api/items")).StatusCode);
    }

    [Fact]
    public async Task Recommend_VersionTwo_HasScoresInTheSameOrder()
    {
        await SendAsync(HttpMethod.Post, "api/feedback", Feedback("like", "raw-fan", "mandala-00012"));
        string[] ids = JsonSerializer.Deserialize<string[]>(await Http.GetStringAsync("api/recommend/raw-fan?n=5&offset=1"))!;
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/recommend/raw-fan/?n=5&offset=1") { Headers = { { "X-API-Version", "2" } } };

        using HttpResponseMessage response = await Http.SendAsync(request);

        JsonElement[] scores = Array(await response.Content.ReadAsStringAsync());
        Assert.Equal(ids, scores.Select(each => each.GetProperty("Id").GetString()));
        Assert.Equal(scores.Select(each => each.GetProperty("Score").GetDouble()).OrderDescending(), scores.Select(each => each.GetProperty("Score").GetDouble()));
    }

    [Fact]
    public async Task CollaborativeFiltering_IsTheModelsAndEmptyForANewcomer()
    {
        await SendAsync(HttpMethod.Post, "api/feedback", Feedback("like", "raw-modelled", "mandala-00013"));

        Assert.Equal(
            (await server.Api.FeedAsync("raw-modelled", "?n=6")).Items.Select(item => item.Id),
            Array(await Http.GetStringAsync("api/collaborative-filtering/raw-modelled?n=6")).Select(each => each.GetProperty("Id").GetString()));
        Assert.Equal("[]", await Http.GetStringAsync("api/collaborative-filtering/raw-newcomer"));
    }

    [Fact]
    public async Task NamedLists_AreThoseWithoutAName()
    {
        Assert.Equal(await Http.GetStringAsync("api/latest?n=4"), await Http.GetStringAsync("api/non-personalized/latest?n=4"));
        Assert.Equal(
            await Http.GetStringAsync("api/item/mandala-00014/neighbors?n=4"), await Http.GetStringAsync("api/item-to-item/neighbors/mandala-00014?n=4"));
        Assert.Equal(await Http.GetStringAsync("api/user/raw-fan/neighbors?n=4"), await Http.GetStringAsync("api/user-to-user/neighbors/raw-fan?n=4"));
        Assert.Equal(3, Array(await Http.GetStringAsync("api/non-personalized/popular?n=3")).Length);
        Assert.Equal("[]", await Http.GetStringAsync("api/item/raw-nothing/neighbors"));
    }

    [Fact]
    public async Task Latest_ForAUser_IsWithoutWhatTheUserGaveFeedbackOn()
    {
        string newest = Array(await Http.GetStringAsync("api/latest?n=1"))[0].GetProperty("Id").GetString()!;
        string next = Array(await Http.GetStringAsync("api/latest?n=1&offset=1"))[0].GetProperty("Id").GetString()!;
        await SendAsync(HttpMethod.Post, "api/feedback", Feedback("like", "raw-reader", newest));

        Assert.Equal(next, Array(await Http.GetStringAsync("api/latest?n=1&user-id=raw-reader"))[0].GetProperty("Id").GetString());
    }

    [Fact]
    public async Task Feedback_BetweenAUserAndAnItem_ComesAndGoesAsAWhole()
    {
        await SendAsync(HttpMethod.Post, "api/items", """[{"ItemId":"raw-hidden","IsHidden":true}]""");
        string two = $"[{Feedback("star", "raw-pair", "raw-hidden").Trim('[', ']')},{Feedback("read", "raw-pair", "raw-hidden").Trim('[', ']')}]";

        Assert.Equal("""{"RowAffected":2}""", await SendAsync(HttpMethod.Post, "api/feedback", two));
        Assert.Equal(
            ["read", "star"], Array(await Http.GetStringAsync("api/feedback/raw-pair/raw-hidden")).Select(each => each.GetProperty("FeedbackType").GetString()));
        Assert.Equal(
            """{"FeedbackType":"star","UserId":"raw-pair","ItemId":"raw-hidden","Value":4.5,"Timestamp":"2026-01-02T03:04:05Z","Labels":{"a":["b"]},"Comment":"c"}""",
            await Http.GetStringAsync("api/feedback/star/raw-pair/raw-hidden"));
        Assert.Equal("""{"RowAffected":2}""", await SendAsync(HttpMethod.Delete, "api/feedback/raw-pair/raw-hidden"));
        Assert.Equal("[]", await Http.GetStringAsync("api/user/raw-pair/feedback"));
    }

    [Fact]
    public async Task Feedback_OfAnUnknownItemAndUser_MakesBoth()
    {
        await SendAsync(HttpMethod.Post, "api/feedback", Feedback("star", "raw-first", "raw-unknown-item"));

        using JsonDocument item = JsonDocument.Parse(await Http.GetStringAsync("api/item/raw-unknown-item"));
        Assert.Equal("0001-01-01T00:00:00Z", item.RootElement.GetProperty("Timestamp").GetString());
        Assert.Equal("""{"UserId":"raw-first","Labels":null,"Comment":""}""", await Http.GetStringAsync("api/user/raw-first"));
        await SendAsync(HttpMethod.Delete, "api/item/raw-unknown-item");
        Assert.Equal("[]", await Http.GetStringAsync("api/item/raw-unknown-item/feedback"));
    }

    [Fact]
    public async Task Feedback_ThatWasAcknowledged_OutlivesTheProcess()
    {
        string data = await sample.CopyAsync();
        await using (RunningSilo first = await RunningSilo.StartAsync(data))
        {
            foreach ((HttpMethod method, string path, string body) in ((HttpMethod, string, string)[])
            [
                (HttpMethod.Post, "api/feedback", Feedback("like", "survivor", "mandala-00015")),
                (HttpMethod.Post, "api/feedback", Feedback("like", "survivor", "mandala-00016")),
                (HttpMethod.Delete, "api/feedback/like/survivor/mandala-00016", ""),
            ])
            {
                await SendAsync(first.Api.Http, method, path, body);
            }

            await first.Process.Kill9Async();
        }

        await using RunningSilo second = await RunningSilo.StartAsync(data);
        await SendAsync(second.Api.Http, HttpMethod.Post, "api/feedback", Feedback("like", "twin", "mandala-00015"));

        Assert.Equal(
            ["mandala-00015"], Array(await second.Api.Http.GetStringAsync("api/user/survivor/feedback")).Select(each => each.GetProperty("ItemId").GetString()));
        Assert.Equal(await second.Api.Http.GetStringAsync("api/recommend/twin?n=9"), await second.Api.Http.GetStringAsync("api/recommend/survivor?n=9"));
    }

    private static string Feedback(string type, string user, string item) =>
        $$"""[{"FeedbackType":"{{type}}","UserId":"{{user}}","ItemId":"{{item}}","Value":4.5,"Timestamp":"2026-01-02T03:04:05Z","Labels":{"a":["b"]},"Comment":"c"}]""";

    private static JsonElement[] Array(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private Task<string> SendAsync(HttpMethod method, string path, string body = "") => SendAsync(Http, method, path, body);

    private static async Task<string> SendAsync(HttpClient http, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        using HttpResponseMessage response = await http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)response.StatusCode}: {answer}");
        return answer;
    }
}
