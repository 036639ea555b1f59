using System.Formats.Tar;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Models;

public sealed class ModelSwitchTests : IAsyncLifetime
{
    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task GetFeed_WhileModelsSwitch_NeverFailsAndEndsOnTheLast()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(user =>
            _manidala.User($"user-{user}").Record([.. Enumerable.Range(0, 10).Select(item => TestManidala.Interaction($"c{item}", item + user))])));
        using var stop = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 20).Select(user => ReadUntilAsync($"user-{user}", stop.Token))];

        string version = string.Empty;
        for (int round = 0; round < 5; round++)
        {
            version = await _manidala.PublishAsync($"round{round}", seed: 10 + round);
            await _manidala.WaitForModelAsync(version);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), feeds => Assert.True(feeds > 0));
        Assert.Equal(version, (await _manidala.User("user-0").GetFeed(TestManidala.Query())).Model);
    }

    [Fact]
    public async Task GetFeed_AfterASwitchThereAndBack_EqualsTheFirst()
    {
        IUserGrain user = _manidala.User("somebody");
        await user.Record([.. Enumerable.Range(0, 10).Select(item => TestManidala.Interaction($"c{item}", item))]);
        Feed first = await user.GetFeed(TestManidala.Query());

        string second = await _manidala.PublishAsync("second", seed: 7);
        await _manidala.WaitForModelAsync(second);
        Feed other = await user.GetFeed(TestManidala.Query());
        ModelInfo restored = await Models.RollBack();
        await _manidala.WaitForModelAsync(restored.Version);
        Feed back = await user.GetFeed(TestManidala.Query());

        Assert.Equal(second, other.Model);
        Assert.NotEqual(first.Items.Select(item => item.Id), other.Items.Select(item => item.Id));
        Assert.Equal(first.Items.Select(item => (item.Id, item.Score)), back.Items.Select(item => (item.Id, item.Score)));
    }

    [Fact]
    public async Task Activate_UnknownVersion_NamesTheField()
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Models.Activate("no-such-version"));

        Assert.Equal("version", refused.Field);
    }

    [Fact]
    public async Task Publish_WholeBundle_IsListedAndServes()
    {
        byte[] archive = await ArchiveAsync(_manidala.WriteBundle("uploaded", seed: 5));
        IModelUploadGrain upload = await UploadAsync("one", archive);

        ModelInfo info = await upload.Publish(new PublishTerms(Activate: true));

        await _manidala.WaitForModelAsync(info.Version);
        Assert.Contains(await Models.List(), model => model.Version == info.Version && model.IsActive);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("escape")]
    [InlineData("text")]
    public async Task Publish_DamagedArchive_IsRefusedAndTheRunningModelStays(string damage)
    {
        string before = (await Models.List()).Single(model => model.IsActive).Version;
        byte[] archive = await ArchiveAsync(_manidala.WriteBundle("damaged", seed: 6), damage == "escape" ? "../outside" : null);
        IModelUploadGrain upload = await UploadAsync(damage, Damage(archive, damage));

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => upload.Publish(new PublishTerms(Activate: true)));

        Assert.Equal("bundle", refused.Field);
        Assert.Equal(before, Assert.Single(await Models.List(), model => model.IsActive).Version);
        Assert.Single(await Models.List());
    }

    private IModelsGrain Models => _manidala.Grains.GetGrain<IModelsGrain>(0);

    private static byte[] Damage(byte[] archive, string damage)
    {
        switch (damage)
        {
            case "truncated":
                return archive[..(archive.Length / 2)];
            case "flipped":
                archive[archive.Length / 2] ^= 0x40;
                return archive;
            case "text":
                return [.. Enumerable.Repeat((byte)'x', 5000)];
            default:
                return archive;
        }
    }

    private static async Task<byte[]> ArchiveAsync(string folder, string? extraName = null)
    {
        using var bytes = new MemoryStream();
        await using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                await writer.WriteEntryAsync(file, Path.GetFileName(file));
            }

            if (extraName is not null)
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, extraName) { DataStream = new MemoryStream([1]) });
            }
        }

        return bytes.ToArray();
    }

    private async Task<IModelUploadGrain> UploadAsync(string name, byte[] archive)
    {
        IModelUploadGrain upload = _manidala.Grains.GetGrain<IModelUploadGrain>(name);
        const int Chunk = 4096;
        for (int offset = 0; offset < archive.Length; offset += Chunk)
        {
            await upload.Append(offset, archive[offset..Math.Min(archive.Length, offset + Chunk)]);
        }

        return upload;
    }

    private async Task<int> ReadUntilAsync(string user, CancellationToken stop)
    {
        int feeds = 0;
        while (!stop.IsCancellationRequested)
        {
            Feed feed = await _manidala.User(user).GetFeed(TestManidala.Query());
            Assert.Equal(10, feed.Items.Length);
            Assert.False(feed.IsFallback);
            feeds++;
        }

        return feeds;
    }
}
