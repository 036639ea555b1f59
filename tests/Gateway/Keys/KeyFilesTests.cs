using System.Net;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Gateway.Tests.Keys;

/// <summary>Keys out of files, which change while the gateway runs.</summary>
public sealed class KeyFilesTests(ClusterFixture cluster) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new(GatewayHost.Now);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-keys-");

    [Fact]
    public async Task Rotation_OldAndNewSideBySide_ThenTheNewAlone()
    {
        string file = Write("keys", TestKeys.Line("read", "old"));
        await using GatewayHost gateway = await StartAsync(("Keys:Files:0", file));
        Assert.Equal((200, 401), (await StatusAsync(gateway, "old"), await StatusAsync(gateway, "new")));

        Write("keys", TestKeys.Line("read", "old"), TestKeys.Line("read", "new"));
        _time.Advance(Every);
        Assert.Equal((200, 200), (await StatusAsync(gateway, "old"), await StatusAsync(gateway, "new")));

        Write("keys", TestKeys.Line("read", "new"));
        _time.Advance(Every);
        Assert.Equal((401, 200), (await StatusAsync(gateway, "old"), await StatusAsync(gateway, "new")));
    }

    [Fact]
    public async Task MountedSecret_WhoseLinkIsSwapped_IsReadAgain()
    {
        // As Kubernetes lays one out: ..data leads to a folder of this version, and each file to ..data.
        Version("..v1", TestKeys.Line("read", "old"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "..data"), "..v1");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "reader"), Path.Combine("..data", "reader"));
        await using GatewayHost gateway = await StartAsync(("Keys:Folder", _folder.FullName));
        Assert.Equal((200, 401), (await StatusAsync(gateway, "old"), await StatusAsync(gateway, "new")));

        Version("..v2", TestKeys.Line("read", "new"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "..next"), "..v2");
        Directory.Delete(Path.Combine(_folder.FullName, "..data"));
        Directory.Move(Path.Combine(_folder.FullName, "..next"), Path.Combine(_folder.FullName, "..data"));
        _time.Advance(Every);

        Assert.Equal((401, 200), (await StatusAsync(gateway, "old"), await StatusAsync(gateway, "new")));
    }

    [Fact]
    public async Task File_ThatIsSpoiled_ChangesNothingAndIsLoggedOnceWithoutItsText()
    {
        string file = Write("keys", TestKeys.Line("read", "old"));
        await using GatewayHost gateway = await StartAsync(("Keys:Files:0", file));

        Write("keys", "read a-plain-key");
        _time.Advance(Every);
        _time.Advance(Every);

        Assert.Equal(200, await StatusAsync(gateway, "old"));
        Assert.Single(gateway.Logs.Lines, line => line.Text.Contains($"Line 1 of {file}", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Logs.Lines, line => line.Text.Contains("a-plain-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_ThatBecomeEmpty_LockEveryoneOut()
    {
        string file = Write("keys", TestKeys.Line("read", "old"));
        await using GatewayHost gateway = await StartAsync(("Keys:Files:0", file));

        Write("keys", "# nobody");
        _time.Advance(Every);

        Assert.Equal((401, 401), (await StatusAsync(gateway, "old"), await StatusAsync(gateway, null)));
    }

    [Theory]
    [InlineData("Keys:Folder")]
    [InlineData("Keys:Files:0")]
    public async Task Start_SourceIsMissing_NamesIt(string name)
    {
        string missing = Path.Combine(_folder.FullName, "missing");

        var error = await Assert.ThrowsAsync<KeySettingException>(() => StartAsync((name, missing)));

        Assert.Contains(missing, error.Message);
    }

    [Fact]
    public async Task Start_FilesHoldNoKey_IsRefused()
    {
        var error = await Assert.ThrowsAsync<KeySettingException>(() => StartAsync(("Keys:Folder", _folder.FullName)));

        Assert.Contains("hold no key", error.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<int> StatusAsync(GatewayHost gateway, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/categories");
        if (key is not null)
        {
            request.Headers.Add(ApiKeys.Header, key);
        }

        using HttpResponseMessage response = await gateway.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private Task<GatewayHost> StartAsync(params (string Name, string Value)[] settings) => GatewayHost.StartAsync(cluster, _time, settings);

    private void Version(string folder, params string[] lines)
    {
        _folder.CreateSubdirectory(folder);
        Write(Path.Combine(folder, "reader"), lines);
    }

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
