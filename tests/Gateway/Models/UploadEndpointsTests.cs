using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Models;

public sealed class UploadEndpointsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string Uploads = "/v1/models/uploads";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayHost.StartAsync(cluster, ("Gateway:MaxModelBytes", "40000000"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Put_PartAfterPart_AnswersTheOffsetAndPublishes()
    {
        byte[] archive = Bytes((5 << 20) + 17, seed: 1);
        string id = await OpenAsync(archive);

        var (firstStatus, first) = await PutAsync(id, archive, 0, 3 << 20);
        var (_, second) = await PutAsync(id, archive, 3 << 20, archive.Length - (3 << 20));
        var (_, state) = await _gateway.GetAsync($"{Uploads}/{id}");
        var (status, model) = await _gateway.PostAsync($"{Uploads}/{id}/publish?activate=true", "");

        Assert.Equal((200, 3 << 20), (firstStatus, first.GetProperty("offset").GetInt32()));
        Assert.Equal(archive.Length, second.GetProperty("offset").GetInt32());
        Assert.Equal(second.GetRawText(), state.GetRawText());
        Assert.Equal(201, status);
        Assert.Equal(("v4", "better", true), (model.GetProperty("version").GetString(), model.GetProperty("gate").GetString(), model.GetProperty("active").GetBoolean()));
    }

    [Fact]
    public async Task Open_Twice_IsOneUpload()
    {
        byte[] archive = Bytes(1000, seed: 2);
        string id = await OpenAsync(archive);
        await PutAsync(id, archive, 0, 10);

        var (status, json) = await _gateway.PostAsync(Uploads, Announcement(archive));

        Assert.Equal(200, status);
        Assert.Equal(
            $$"""{"id":"{{id}}","bytes":1000,"sha256":"{{Digest(archive)}}","offset":10,"partBytes":8388608,"expires":1700000000000}""", json.GetRawText());
    }

    [Fact]
    public async Task Put_ElsewhereThanItGoesOn_Is409WithTheOffset()
    {
        byte[] archive = Bytes(1000, seed: 3);
        string id = await OpenAsync(archive);
        await PutAsync(id, archive, 0, 10);

        var (status, json) = await PutAsync(id, archive, 20, 10);

        Assert.Equal(409, status);
        Assert.Equal(("urn:manidala:problem:wrong-offset", 10), (json.GetProperty("type").GetString(), json.GetProperty("offset").GetInt32()));
    }

    [Fact]
    public async Task Put_DamagedPart_IsRefusedAndStoresNothing()
    {
        byte[] archive = Bytes(1000, seed: 4);
        string id = await OpenAsync(archive);

        var (status, json) = await PutAsync(id, archive, 0, 500, damage: true);
        var (_, state) = await _gateway.GetAsync($"{Uploads}/{id}");

        Assert.Equal((400, "Content-Digest"), (status, json.GetProperty("field").GetString()));
        Assert.Equal(0, state.GetProperty("offset").GetInt32());
        Assert.Equal(200, (await PutAsync(id, archive, 0, 500)).Status);
    }

    [Theory]
    [InlineData(null, "Content-Range")]
    [InlineData("bytes 0-9", "Content-Range")]
    [InlineData("bytes */1000", "Content-Range")]
    [InlineData("items 0-9/1000", "Content-Range")]
    [InlineData("bytes 9-0/1000", "Content-Range")]
    [InlineData("bytes 0-99999999/100000000", "Content-Range")]
    [InlineData("bytes 0-8/1000", "body")]
    [InlineData("bytes 0-10/1000", "body")]
    public async Task Put_BadRange_NamesIt(string? range, string field)
    {
        byte[] archive = Bytes(1000, seed: 5);
        string id = await OpenAsync(archive);
        using var content = new ByteArrayContent(archive[..10]);
        if (range is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Range", range);
        }

        var (status, json) = await GatewayHost.ReadAsync(await _gateway.Http.PutAsync($"{Uploads}/{id}", content));

        Assert.Equal((400, field), (status, json.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("md5=:AAAA:")]
    [InlineData("sha-256=AAAA")]
    public async Task Put_BadDigest_NamesIt(string digest)
    {
        byte[] archive = Bytes(1000, seed: 6);
        string id = await OpenAsync(archive);
        using ByteArrayContent content = Part(archive, 0, 10);
        content.Headers.Remove("Content-Digest");
        content.Headers.Add("Content-Digest", digest);

        var (status, json) = await GatewayHost.ReadAsync(await _gateway.Http.PutAsync($"{Uploads}/{id}", content));

        Assert.Equal((400, "Content-Digest"), (status, json.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("{}", "bytes")]
    [InlineData("[]", "body")]
    [InlineData("""{"bytes":0.5,"sha256":"x"}""", "bytes")]
    [InlineData("""{"bytes":1,"sha256":7}""", "sha256")]
    [InlineData("""{"bytes":1,"sha256":"ABC"}""", "sha256")]
    [InlineData("""{"bytes":1}""", "sha256")]
    [InlineData("""{"bytes":1,"more":2}""", "body")]
    [InlineData("""{"bytes":40000001,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}""", "bytes")]
    public async Task Open_BadAnnouncement_NamesTheField(string body, string field)
    {
        var (status, json) = await _gateway.PostAsync(Uploads, body);

        Assert.Equal((400, field), (status, json.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task UnknownUpload_Is404Everywhere()
    {
        byte[] archive = Bytes(1000, seed: 7);
        string id = Digest(archive)[..32];

        Assert.Equal(404, (await _gateway.GetAsync($"{Uploads}/{id}")).Status);
        Assert.Equal(404, (await PutAsync(id, archive, 0, 10)).Status);
        Assert.Equal(404, (await _gateway.PostAsync($"{Uploads}/{id}/publish", "")).Status);
        Assert.Equal(404, (await _gateway.DeleteAsync($"{Uploads}/{id}")).Status);
        Assert.Equal("id", (await _gateway.GetAsync($"{Uploads}/up%2Fthere")).Json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Delete_Upload_IsGone()
    {
        string id = await OpenAsync(Bytes(1000, seed: 8));

        Assert.Equal(204, (await _gateway.DeleteAsync($"{Uploads}/{id}")).Status);
        Assert.Equal(404, (await _gateway.GetAsync($"{Uploads}/{id}")).Status);
    }

    [Theory]
    [InlineData("", 409, "0.2 less 0.02, or force")]
    [InlineData("?margin=0.5", 409, "0.2 less 0.5, or force")]
    [InlineData("?margin=2", 400, "a number from 0 to 1, like 0.02")]
    [InlineData("?margin=-1", 400, "a number from 0 to 1, like 0.02")]
    [InlineData("?force=yes", 400, "true or false")]
    public async Task Publish_WorseModel_IsRefusedWithWhatIsAllowed(string query, int expected, string allowed)
    {
        byte[] archive = Bytes(100, seed: 9);
        archive[0] = (byte)'X';
        string id = await OpenAsync(archive);
        await PutAsync(id, archive, 0, 100);

        var (status, json) = await _gateway.PostAsync($"{Uploads}/{id}/publish{query}", "");

        Assert.Equal((expected, allowed), (status, json.GetProperty("allowed").GetString()));
        await _gateway.DeleteAsync($"{Uploads}/{id}");
    }

    [Fact]
    public async Task Publish_WorseModelForced_Passes()
    {
        byte[] archive = Bytes(101, seed: 10);
        archive[0] = (byte)'X';
        string id = await OpenAsync(archive);
        await PutAsync(id, archive, 0, 101);

        Assert.Equal(201, (await _gateway.PostAsync($"{Uploads}/{id}/publish?force=true", "")).Status);
    }

    [Fact]
    public async Task Routes_WithoutTheKey_Are401()
    {
        await using GatewayHost closed = await GatewayHost.StartAsync(cluster, ("API_KEY", "secret"));
        string address = $"{Uploads}/{new string('0', 32)}";

        Assert.Equal(401, (await closed.PostAsync(Uploads, "{}")).Status);
        Assert.Equal(401, (await closed.GetAsync(address)).Status);
        Assert.Equal(401, (await closed.PutAsync(address, "")).Status);
        Assert.Equal(401, (await closed.DeleteAsync(address)).Status);
        Assert.Equal(401, (await closed.PostAsync($"{address}/publish", "")).Status);
    }

    private async Task<string> OpenAsync(byte[] archive)
    {
        var (status, json) = await _gateway.PostAsync(Uploads, Announcement(archive));
        Assert.Equal(200, status);
        return json.GetProperty("id").GetString()!;
    }

    private async Task<(int Status, JsonElement Json)> PutAsync(string id, byte[] archive, int offset, int length, bool damage = false)
    {
        using ByteArrayContent part = Part(archive, offset, length, damage);
        return await GatewayHost.ReadAsync(await _gateway.Http.PutAsync($"{Uploads}/{id}", part));
    }

    private static ByteArrayContent Part(byte[] archive, int offset, int length, bool damage = false)
    {
        byte[] bytes = archive[offset..(offset + length)];
        string digest = Convert.ToBase64String(SHA256.HashData(bytes));
        bytes[length / 2] ^= (byte)(damage ? 1 : 0);
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentRange = new ContentRangeHeaderValue(offset, offset + length - 1, archive.Length);
        content.Headers.Add("Content-Digest", $"sha-256=:{digest}:");
        return content;
    }

    private static string Announcement(byte[] archive) => $$"""{"bytes":{{archive.Length}},"sha256":"{{Digest(archive)}}"}""";

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        bytes[0] = 1;
        return bytes;
    }
}
