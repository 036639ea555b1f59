using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Models;

public sealed class ModelEndpointsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayHost.StartAsync(cluster, ("Gateway:MaxModelBytes", "4000000"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task List_AnswersEveryModel()
    {
        var (status, json) = await _gateway.GetAsync("/v1/models");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"version":"v2","name":"test","active":true,"published":1700000000000,"trainedThrough":9,"items":3,"bytes":100,"metrics":{"hr@10":0.25}}""",
            json.GetProperty("models")[0].GetRawText());
    }

    [Theory]
    [InlineData("/v1/models/v2/activate", "v2")]
    [InlineData("/v1/models/rollback", "v1")]
    public async Task Switch_KnownVersion_AnswersTheModel(string path, string version)
    {
        var (status, json) = await _gateway.PostAsync(path, "");

        Assert.Equal(200, status);
        Assert.Equal(version, json.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Activate_UnknownVersion_NamesIt()
    {
        var (status, json) = await _gateway.PostAsync("/v1/models/v9/activate", "");

        Assert.Equal(400, status);
        Assert.Equal("version", json.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData(1, "", false)]
    [InlineData(1 << 20, "?activate=true", true)]
    [InlineData((3 << 20) + 17, "?activate=false", false)]
    public async Task Publish_Archive_ArrivesInChunks(int length, string query, bool isActivated)
    {
        byte[] archive = Bytes(length, (byte)(length % 50));

        var (status, json) = await PublishAsync(archive, query);

        Assert.Equal(201, status);
        Assert.Equal("v3", json.GetProperty("version").GetString());
        var upload = Assert.Single(
            cluster.World.Uploads.Values, upload => upload.Chunks.SelectMany(chunk => chunk).SequenceEqual(archive));
        Assert.Equal(isActivated, upload.IsActivated);
        Assert.False(upload.IsAbandoned);
        Assert.All(upload.Chunks.SkipLast(1), chunk => Assert.Equal(1 << 20, chunk.Length));
    }

    [Fact]
    public async Task Publish_RefusedBundle_SaysWhyAndIsAbandoned()
    {
        byte[] archive = [(byte)'X', 77, 78];

        var (status, json) = await PublishAsync(archive, "");

        Assert.Equal(400, status);
        Assert.Equal("manifest.json", json.GetProperty("field").GetString());
        Assert.True(Assert.Single(cluster.World.Uploads.Values, upload => upload.Chunks.SelectMany(chunk => chunk).SequenceEqual(archive)).IsAbandoned);
    }

    [Fact]
    public async Task Publish_OverTheCap_Is413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/models")
        {
            Content = new ByteArrayContent(new byte[4_000_001]) { Headers = { { "Content-Type", "application/x-tar" } } },
        };

        // Asked before the body is sent: a server that refuses it closes the connection, and a client that is writing then may not see the answer.
        request.Headers.ExpectContinue = true;

        Assert.Equal(413, (await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request))).Status);
    }

    [Fact]
    public async Task Publish_NoBytes_IsRefused() => Assert.Equal(400, (await PublishAsync([], "")).Status);

    [Fact]
    public async Task Publish_OtherType_Is415() => Assert.Equal(415, (await _gateway.PostAsync("/v1/models", "{}")).Status);

    [Fact]
    public async Task Publish_BadFlag_NamesIt() =>
        Assert.Equal("activate", (await PublishAsync([1], "?activate=1")).Json.GetProperty("field").GetString());

    private async Task<(int Status, JsonElement Json)> PublishAsync(byte[] archive, string query) =>
        await GatewayHost.ReadAsync(await _gateway.Http.PostAsync(
            "/v1/models" + query, new ByteArrayContent(archive) { Headers = { { "Content-Type", "application/x-tar" } } }));

    private static byte[] Bytes(int length, byte seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        bytes[0] = seed;
        return bytes;
    }
}
