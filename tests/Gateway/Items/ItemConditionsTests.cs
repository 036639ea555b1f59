using System.Net.Http.Headers;
using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Items;

public sealed class ItemConditionsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_WithTheTagItHas_IsNotModifiedUntilItChanges()
    {
        string put = await TagAsync(await SendAsync(HttpMethod.Put, "tagged", """{"title":"one","timestamp":1}"""));

        using HttpResponseMessage same = await SendAsync(HttpMethod.Get, "tagged", noneMatch: $"\"other\", W/{put}");
        Assert.Equal(304, (int)same.StatusCode);
        Assert.Equal(put, same.Headers.ETag!.ToString());
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());

        string changed = await TagAsync(await SendAsync(HttpMethod.Put, "tagged", """{"title":"two","timestamp":1}"""));
        using HttpResponseMessage other = await SendAsync(HttpMethod.Get, "tagged", noneMatch: put);
        Assert.Equal(200, (int)other.StatusCode);
        Assert.Equal(changed, other.Headers.ETag!.ToString());
        Assert.NotEqual(put, changed);
    }

    [Fact]
    public async Task Put_WithAnOldTag_ChangesNothing()
    {
        string old = await TagAsync(await SendAsync(HttpMethod.Put, "guarded", """{"title":"one","timestamp":1}"""));
        string current = await TagAsync(await SendAsync(HttpMethod.Put, "guarded", """{"title":"two","timestamp":1}""", match: old));

        var problem = await ProblemAsync(await SendAsync(HttpMethod.Put, "guarded", """{"title":"three","timestamp":1}""", match: old), 412);

        Assert.Equal("If-Match", problem.GetProperty("field").GetString());
        Assert.Equal($"an item with the tag {current}", problem.GetProperty("found").GetString());
        Assert.Equal("two", cluster.World.Items["guarded"].Title);
        await ProblemAsync(await SendAsync(HttpMethod.Delete, "guarded", match: old), 412);
        Assert.Equal(204, (int)(await SendAsync(HttpMethod.Delete, "guarded", match: current)).StatusCode);
        Assert.False(cluster.World.Items.ContainsKey("guarded"));
    }

    [Fact]
    public async Task Put_SentAgainAfterALostAnswer_IsDoneAlready()
    {
        string old = await TagAsync(await SendAsync(HttpMethod.Put, "again", """{"title":"one","timestamp":1}"""));
        string first = await TagAsync(await SendAsync(HttpMethod.Put, "again", """{"title":"two","timestamp":1}""", match: old));

        Assert.Equal(first, await TagAsync(await SendAsync(HttpMethod.Put, "again", """{"title":"two","timestamp":1}""", match: old)));
    }

    [Fact]
    public async Task Put_IfThereIsNone_MakesOneAndReplacesNone()
    {
        Assert.Equal(200, (int)(await SendAsync(HttpMethod.Put, "made-once", """{"title":"one"}""", noneMatch: "*")).StatusCode);

        var problem = await ProblemAsync(await SendAsync(HttpMethod.Put, "made-once", """{"title":"two"}""", noneMatch: "*"), 412);

        Assert.Equal("If-None-Match", problem.GetProperty("field").GetString());
        Assert.Equal("one", cluster.World.Items["made-once"].Title);
    }

    [Fact]
    public async Task Put_IfThereIsAny_MakesNone()
    {
        var problem = await ProblemAsync(await SendAsync(HttpMethod.Put, "never-made", "{}", match: "*"), 412);

        Assert.Equal("no such item", problem.GetProperty("found").GetString());
        Assert.False(cluster.World.Items.ContainsKey("never-made"));
        await ProblemAsync(await SendAsync(HttpMethod.Delete, "never-made", match: "*"), 404);
    }

    [Fact]
    public async Task Put_SomebodyElseWritesInBetween_LooksAtWhatTheyLeft()
    {
        string tag = await TagAsync(await SendAsync(HttpMethod.Put, "raced", """{"title":"one","timestamp":1}"""));
        cluster.World.Blocked["replace:raced"] = new();
        Task called = cluster.World.WaitForCallAsync("replace:raced");
        Task<HttpResponseMessage> racing = SendAsync(HttpMethod.Put, "raced", """{"title":"mine","timestamp":1}""", match: tag);
        await called;

        cluster.World.Items["raced"] = cluster.World.Items["raced"] with { Title = "theirs" };
        cluster.World.Blocked.Remove("replace:raced", out var blocked);
        blocked!.SetResult();

        await ProblemAsync(await racing, 412);
        Assert.Equal("theirs", cluster.World.Items["raced"].Title);
    }

    [Theory]
    [InlineData("If-Match", "no-quotes")]
    [InlineData("If-None-Match", "\"half")]
    public async Task Get_TagThatIsNone_IsRefusedByName(string header, string value)
    {
        await SendAsync(HttpMethod.Put, "quoted", "{}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/items/quoted");
        request.Headers.TryAddWithoutValidation(header, value);

        var problem = await ProblemAsync(await _gateway.Http.SendAsync(request), 400);

        Assert.Equal(header, problem.GetProperty("field").GetString());
    }

    private static async Task<string> TagAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response.Headers.ETag!.ToString();
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int expected)
    {
        var (status, problem) = await GatewayHost.ReadAsync(response);
        Assert.Equal(expected, status);
        return problem;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string id, string? body = null, string? match = null, string? noneMatch = null)
    {
        using var request = new HttpRequestMessage(method, $"/v1/items/{id}") { Content = body is null ? null : GatewayHost.Body(body) };
        Add(request.Headers.IfMatch, match);
        Add(request.Headers.IfNoneMatch, noneMatch);
        return await _gateway.Http.SendAsync(request);
    }

    private static void Add(HttpHeaderValueCollection<EntityTagHeaderValue> tags, string? text) => tags.ParseAdd(text ?? "");
}
