using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Items;

public sealed class ItemEndpointsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public static TheoryData<string, string> BadFields => new()
    {
        { """[]""", "body" },
        { """{"id":"other"}""", "id" },
        { """{"title":5}""", "title" },
        { $$"""{"title":"{{new string('x', 513)}}"}""", "title" },
        { """{"title":"a\u0001"}""", "title" },
        { """{"categories":"blue"}""", "categories" },
        { """{"categories":["a",""]}""", "categories[1]" },
        { $$"""{"categories":{{JsonSerializer.Serialize(Enumerable.Range(0, 33).Select(at => $"c{at}"))}}}""", "categories" },
        { """{"attributes":[]}""", "attributes" },
        { """{"attributes":{"a":null}}""", "attributes.a" },
        { """{"attributes":{"a":true}}""", "attributes.a" },
        { """{"attributes":{"a":{"b":1}}}""", "attributes.a" },
        { """{"attributes":{"a":[[1]]}}""", "attributes.a[0]" },
        { """{"attributes":{"a":[1,"x",1e999]}}""", "attributes.a[2]" },
        { """{"attributes":{"":1}}""", "attributes" },
        { $$$"""{"attributes":{"a":"{{{new string('x', 20000)}}}"}}""", "attributes.a" },
        { $$$"""{"attributes":{"a":"{{{new string('x', 9000)}}}","b":"{{{new string('x', 9000)}}}"}}""", "attributes" },
        { $$"""{"attributes":{{JsonSerializer.Serialize(Enumerable.Range(0, 65).ToDictionary(at => $"n{at}", at => at))}}}""", "attributes" },
        { """{"hidden":"no"}""", "hidden" },
        { """{"timestamp":"soon"}""", "timestamp" },
        { """{"expires":1e30}""", "expires" },
        { """{"colour":"blue"}""", "colour" },
    };

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Put_WholeItem_IsStoredAndComesBack()
    {
        var (status, put) = await _gateway.PutAsync("/v1/items/whole", """
            {"title":"Blaue Blüte","categories":["blue","lotus","blue"],"attributes":{ "petals": 8, "tags": ["a", 2.50], "mood": "calm\nquiet" },
             "hidden":true,"timestamp":"1890-01-01","expires":1900000000000}
            """);
        var (_, got) = await _gateway.GetAsync("/v1/items/whole");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"id":"whole","title":"Blaue Blüte","categories":["blue","lotus"],"attributes":{"petals":8,"tags":["a",2.50],"mood":"calm\nquiet"},"hidden":true,"timestamp":-2524521600000,"expires":1900000000000}""",
            got.GetRawText());
        Assert.Equal(put.GetRawText(), got.GetRawText());
    }

    [Fact]
    public async Task Put_EmptyItem_TakesDefaults()
    {
        var (status, _) = await _gateway.PutAsync("/v1/items/empty", "{}");

        Assert.Equal(200, status);
        Assert.Equal(
            new ItemRecord("empty", "", [], "{}", false, GatewayHost.Now.ToUnixTimeMilliseconds(), null),
            cluster.World.Items["empty"] with { Categories = [] });
    }

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task Put_BadField_IsRefusedByName(string body, string field)
    {
        var (status, json) = await _gateway.PutAsync("/v1/items/bad", body);

        Assert.Equal(400, status);
        Assert.Equal(field, json.GetProperty("field").GetString());
        Assert.False(cluster.World.Items.ContainsKey("bad"));
    }

    [Fact]
    public async Task PutMany_Items_StoresThemAll()
    {
        var (status, json) = await _gateway.PostAsync("/v1/items", """[{"id":"m1","title":"one"},{"id":"m2"}]""");

        Assert.Equal(200, status);
        Assert.Equal("""{"items":2}""", json.GetRawText());
        Assert.Equal("one", cluster.World.Items["m1"].Title);
        Assert.True(cluster.World.Items.ContainsKey("m2"));
    }

    [Theory]
    [InlineData("""{"id":"n1"}""", "body")]
    [InlineData("[]", "body")]
    [InlineData("""[{"id":"n1"},{"title":"x"}]""", "[1].id")]
    [InlineData("""[{"id":"n1"},{"id":"n1"}]""", "[1].id")]
    public async Task PutMany_BadItem_StoresNothing(string body, string field)
    {
        var (status, json) = await _gateway.PostAsync("/v1/items", body);

        Assert.Equal(400, status);
        Assert.Equal(field, json.GetProperty("field").GetString());
        Assert.False(cluster.World.Items.ContainsKey("n1"));
    }

    [Fact]
    public async Task Delete_Item_IsGoneThenUnknown()
    {
        await _gateway.PutAsync("/v1/items/gone", "{}");

        Assert.Equal(204, (await _gateway.DeleteAsync("/v1/items/gone")).Status);
        var (status, json) = await _gateway.DeleteAsync("/v1/items/gone");

        Assert.Equal(404, status);
        Assert.Equal("urn:manidala:problem:unknown-item", json.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/v1/items/nothing")]
    [InlineData("/v1/items/nothing/similar")]
    public async Task Get_UnknownItem_Is404(string path)
    {
        var (status, json) = await _gateway.GetAsync(path);

        Assert.Equal(404, status);
        Assert.Equal("'nothing'", json.GetProperty("found").GetString());
    }

    [Theory]
    [InlineData("/v1/trending", "trending-21--False")]
    [InlineData("/v1/trending?n=5&category=blue&include=item", "trending-6-blue-True")]
    [InlineData("/v1/latest?n=7", "latest-8--False")]
    [InlineData("/v1/items/like-this/similar?n=9&category=red", "similar-10-red-False")]
    public async Task GetList_Parameters_ReachTheGrain(string path, string entry)
    {
        await _gateway.PutAsync("/v1/items/like-this", "{}");

        var (status, json) = await _gateway.GetAsync(path);

        Assert.Equal(200, status);
        Assert.Equal("m1", json.GetProperty("model").GetString());
        Assert.Equal(entry, json.GetProperty("items")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/v1/trending?n=501")]
    [InlineData("/v1/latest?n=0")]
    [InlineData("/v1/items/x/similar?n=-1")]
    [InlineData("/v1/users/x/session?n=a")]
    public async Task GetList_BadCount_IsRefused(string path)
    {
        var (status, json) = await _gateway.GetAsync(path);

        Assert.Equal(400, status);
        Assert.Equal("n", json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task GetList_PageByPage_HasEachOnceAndEnds()
    {
        var ids = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            var (_, page) = await _gateway.GetAsync($"/v1/trending?n=20&category=long{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(0, TestItemsGrain.LongList).Select(at => $"trending-{at}"), ids);
    }

    [Theory]
    [InlineData("/v1/trending?cursor=nonsense!")]
    [InlineData("/v1/trending?cursor=LTE")]
    [InlineData("/v1/items?cursor=gA")]
    [InlineData("/v1/models?cursor=AA")]
    public async Task GetList_ForeignCursor_IsRefused(string path)
    {
        var (status, json) = await _gateway.GetAsync(path);

        Assert.Equal(400, status);
        Assert.Equal("cursor", json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task GetCategories_AnswersThem() =>
        Assert.Equal("""{"categories":["blue","red"]}""", (await _gateway.GetAsync("/v1/categories")).Json.GetRawText());
}
