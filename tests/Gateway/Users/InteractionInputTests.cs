using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Users;

/// <summary>Bad bodies: each names the field, and nothing of the request is written.</summary>
public sealed class InteractionInputTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public static TheoryData<string, string> BadFields => new()
    {
        { """{"itemId":"a","type":"view"}""", "userId" },
        { """{"userId":"u","type":"view"}""", "itemId" },
        { """{"userId":"u","itemId":"a"}""", "type" },
        { """{"userId":"","itemId":"a","type":"view"}""", "userId" },
        { $$"""{"userId":"{{new string('x', 129)}}","itemId":"a","type":"view"}""", "userId" },
        { """{"userId":5,"itemId":"a","type":"view"}""", "userId" },
        { """{"userId":null,"itemId":"a","type":"view"}""", "userId" },
        { """{"userId":"u","itemId":"a\u0000b","type":"view"}""", "itemId" },
        { """{"userId":"u","itemId":"a\ud800b","type":"view"}""", "itemId" },
        { """{"userId":"u","itemId":["a"],"type":"view"}""", "itemId" },
        { """{"userId":"u","itemId":"a","type":"VIEW"}""", "type" },
        { """{"userId":"u","itemId":"a","type":"unknown"}""", "type" },
        { """{"userId":"u","itemId":"a","type":{}}""", "type" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":-1}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":1.5}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":1e400}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":"yesterday"}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":"2026-03-02T12:00:00.001Z"}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":"1969-12-31T23:59:59Z"}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","timestamp":null}""", "timestamp" },
        { """{"userId":"u","itemId":"a","type":"view","id":""}""", "id" },
        { """{"userId":"u","itemId":"a","type":"view","value":1e999}""", "value" },
        { """{"userId":"u","itemId":"a","type":"view","value":"NaN"}""", "value" },
        { """{"userId":"u","itemId":"a","type":"view","user_id":"u"}""", "user_id" },
        { """[{"userId":"written","itemId":"a","type":"view"},{"userId":"u","itemId":"","type":"view"}]""", "[1].itemId" },
        { """[]""", "body" },
        { """[[]]""", "[0]" },
        { """5""", "body" },
        { """null""", "body" },
        { $"[{string.Join(',', Enumerable.Repeat("""{"userId":"written","itemId":"a","type":"view"}""", 1001))}]", "body" },
    };

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task Post_BadField_IsRefusedByName(string body, string field)
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions", body);

        Assert.Equal(400, status);
        Assert.Equal("urn:manidala:problem:invalid-field", json.GetProperty("type").GetString());
        Assert.Equal(400, json.GetProperty("status").GetInt32());
        Assert.Equal(field, json.GetProperty("field").GetString());
        Assert.NotEqual("", json.GetProperty("found").GetString());
        Assert.NotEqual("", json.GetProperty("allowed").GetString());
        Assert.Empty(await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey("written")).Export(0, 10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"userId\":\"u\",}")]
    [InlineData("{\"userId\":NaN}")]
    [InlineData("{\"userId\":\"u\",\"userId\":\"v\"}")]
    [InlineData("[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]")]
    public async Task Post_MalformedJson_SaysWhere(string body)
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions", body);

        Assert.Equal(400, status);
        Assert.Equal("urn:manidala:problem:malformed-json", json.GetProperty("type").GetString());
        Assert.NotEqual("", json.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("{\"userId\":\"a\\ud800\",\"itemId\":\"a\",\"type\":\"view\"}")]
    [InlineData("{\"a\\ud800\":1}")]
    public async Task Post_HalfASurrogatePair_IsRefused(string body)
    {
        var (status, _) = await _gateway.PostAsync("/v1/interactions", body);

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Post_InvalidUtf8_IsRefused()
    {
        byte[] body = [.. "{\"userId\":\""u8, 0xC3, 0x28, .. "\",\"itemId\":\"a\",\"type\":\"view\"}"u8];

        var response = await _gateway.Http.PostAsync(
            "/v1/interactions", new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } });

        Assert.Equal(400, (await GatewayHost.ReadAsync(response)).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Post_OtherContentType_Is415(string type)
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions", "{}", type);

        Assert.Equal(415, status);
        Assert.Equal("urn:manidala:problem:unsupported-media-type", json.GetProperty("type").GetString());
        Assert.Contains(type, json.GetProperty("found").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_BodyOverTheLimit_Is413(bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interactions")
        {
            Content = GatewayHost.Body(new string(' ', (1 << 20) + 1)),
        };
        request.Headers.TransferEncodingChunked = isChunked;

        var (status, json) = await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request));

        Assert.Equal(413, status);
        Assert.Equal("urn:manidala:problem:too-large", json.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("\"2026-03-02T12:00:00Z\"")]
    [InlineData("\"2026-03-02T12:00:00\"")]
    [InlineData("\"2026-03-02T14:00:00+02:00\"")]
    [InlineData("1772452800000")]
    public async Task Post_TimeWithinADay_IsAccepted(string timestamp)
    {
        string user = "time-" + timestamp.Trim('"');

        var (status, _) = await _gateway.PostAsync(
            "/v1/interactions", $$"""{"userId":"{{user}}","itemId":"a","type":"view","timestamp":{{timestamp}},"value":-2.5}""");

        Assert.Equal(200, status);
        var journaled = Assert.Single(await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey(user)).Export(0, 10));
        Assert.Equal(1772452800000, journaled.TimestampMs);
        Assert.Equal(-2.5, journaled.Value);
    }
}
