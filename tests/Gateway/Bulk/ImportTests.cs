using System.Text;
using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Bulk;

/// <summary>Lines that come in and go out, through HTTP.</summary>
public sealed class ImportTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string Ndjson = "application/x-ndjson";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster, ("Gateway:MaxBodyBytes", "2048"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task PostInteractions_SomeLinesAreBad_RecordsTheOthersAndNamesThem()
    {
        string body = string.Join('\n',
            """{"userId":"bulk-1","itemId":"a","type":"view","id":"e1"}""",
            """{"userId":"bulk-1","itemId":"b","type":"sniff"}""",
            "",
            """{"userId":"bulk-2","itemId":"a","type":"like","id":"e1"}""" + "\r",
            "not JSON",
            """{"userId":"bulk-1","itemId":"a","type":"view","id":"e1"}""",
            """{"userId":"bulk-1","itemId":"c","type":"view","consent":false}""",
            $$"""{"userId":"bulk-1","itemId":"{{new string('x', 3000)}}","type":"view"}""");

        var (status, json) = await _gateway.PostAsync("/v1/interactions", body, Ndjson);

        Assert.Equal(200, status);
        Assert.Equal((7, 2, 1, 1, 3), (Count(json, "lines"), Count(json, "accepted"), Count(json, "duplicates"), Count(json, "notStored"), Count(json, "failed")));
        JsonElement[] errors = [.. json.GetProperty("errors").EnumerateArray()];
        Assert.Equal([2, 5, 8], errors.Select(error => error.GetProperty("line").GetInt32()));
        Assert.Equal("type", errors[0].GetProperty("field").GetString());
        Assert.Equal("'sniff'", errors[0].GetProperty("found").GetString());
        Assert.StartsWith("cart, click", errors[0].GetProperty("allowed").GetString());
        Assert.Equal(["view"], await TypesAsync("bulk-1"));
        Assert.Equal(["like"], await TypesAsync("bulk-2"));
    }

    [Fact]
    public async Task PostItems_MoreThanABodyMayHold_ComesInAndGoesOutAgain()
    {
        const int Count = 5000;
        string body = string.Concat(Enumerable.Range(0, Count).Select(at => $$$"""{"id":"bulk-{{{at:0000}}}","title":"Item {{{at}}}","attributes":{"a": {{{at}}}},"timestamp":1}{{{"\n"}}}"""));

        var (status, json) = await _gateway.PostAsync("/v1/items", body, Ndjson);
        var (_, page) = await _gateway.GetAsync("/v1/items?n=3&cursor=YnVsay0wMDAw");
        string[] exported = await ExportAsync("cursor=YnVsay0wMDAw");

        Assert.Equal(200, status);
        Assert.Equal((Count, Count, 0), (ImportTests.Count(json, "lines"), ImportTests.Count(json, "accepted"), ImportTests.Count(json, "failed")));
        Assert.Equal(["bulk-0000", "bulk-0001", "bulk-0002"], page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("YnVsay0wMDAz", page.GetProperty("cursor").GetString());
        Assert.Equal(Enumerable.Range(0, Count).Select(at => $"bulk-{at:0000}"), exported.Select(IdOf).Where(id => id.StartsWith("bulk-", StringComparison.Ordinal)));
        Assert.Contains("""{"id":"bulk-0007","title":"Item 7","categories":[],"attributes":{"a":7},"hidden":false,"timestamp":1}""", exported);
    }

    [Fact]
    public async Task GetItems_TextWithLineBreaks_IsOneLine()
    {
        cluster.World.Items["lines"] = new("lines", "t", [], "{\"a\":\r\n1}", false, 1, null);

        string[] exported = await ExportAsync("cursor=bGluZXM");

        Assert.Contains("""{"id":"lines","title":"t","categories":[],"attributes":{"a":  1},"hidden":false,"timestamp":1}""", exported);
    }

    [Fact]
    public async Task GetItems_ClusterFailsOnTheWay_IsCutShort()
    {
        foreach (int at in Enumerable.Range(0, 501))
        {
            cluster.World.Items[$"~cut-{at:000}"] = new($"~cut-{at:000}", "t", [], "{}", false, 1, null);
        }

        cluster.World.Fail("page:~cut-500", new InvalidOperationException("broken"));

        // "~cut-000"
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ExportAsync("cursor=fmN1dC0wMDA"));
    }

    [Fact]
    public async Task PostItems_ClusterFailsOnTheWay_SaysWhichLinesAreDone()
    {
        string body = string.Concat(Enumerable.Range(1, 1500).Select(at => $$"""{"id":"stop-{{at}}"}{{"\n"}}"""));
        long first = 1 + Enumerable.Range(1, 1500).TakeWhile(at => Bytes(1, at) <= 2048).Count();
        cluster.World.Fail($"put:stop-{first + 1}", new InvalidOperationException("broken"));

        var (status, json) = await _gateway.PostAsync("/v1/items", body, Ndjson);

        Assert.Equal(500, status);
        Assert.Equal(first + 1, json.GetProperty("line").GetInt64());
        Assert.True(cluster.World.Items.ContainsKey($"stop-{first}"));
        Assert.False(cluster.World.Items.ContainsKey($"stop-{first + 1}"));

        static int Bytes(int from, int to) => Enumerable.Range(from, to - from + 1).Sum(at => $$"""{"id":"stop-{{at}}"}""".Length);
    }

    [Fact]
    public async Task PostItems_EveryLineIsBad_AnswersTheFirstThousandAndHowManyMore()
    {
        string body = string.Concat(Enumerable.Repeat("{}\n", 1200));

        var (status, json) = await _gateway.PostAsync("/v1/items", body, Ndjson);

        Assert.Equal(200, status);
        Assert.Equal((1200, 0, 1000, 200), (Count(json, "failed"), Count(json, "accepted"), json.GetProperty("errors").GetArrayLength(), Count(json, "unlistedErrors")));
    }

    [Fact]
    public async Task PostInteractions_LinesWithAFeed_AreRefused()
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions?feed=true", "{}", Ndjson);

        Assert.Equal(400, status);
        Assert.Equal("feed", json.GetProperty("field").GetString());
    }

    private static int Count(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static string IdOf(string line) => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("id").GetString()!;

    private async Task<string[]> ExportAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/items?{query}") { Headers = { { "Accept", Ndjson } } };
        using HttpResponseMessage response = await _gateway.Http.SendAsync(request);
        Assert.Equal(Ndjson, response.Content.Headers.ContentType!.MediaType);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string[]> TypesAsync(string user) =>
        [.. (await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey(user)).Export(0, 100)).Select(each => each.Type)];
}
