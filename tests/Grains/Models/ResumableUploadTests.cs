using System.Formats.Tar;
using System.Security.Cryptography;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Models;

public sealed class ResumableUploadTests : IAsyncLifetime
{
    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync(settings: _ => new()
    {
        ["Uploads:MaxUploads"] = "2",
        ["Uploads:MaxBytes"] = "1000000",
        ["Uploads:PartSilence"] = "00:00:30",
    });

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task Publish_AllParts_ServesTheModelAndTheUploadIsGone()
    {
        byte[] archive = await ArchiveAsync(_manidala.WriteBundle("uploaded", seed: 5));
        IResumableUploadGrain upload = await SendAsync(archive, parts: 3);

        ModelInfo? info = await upload.Publish(new PublishTerms(Activate: true));

        await _manidala.WaitForModelAsync(info!.Version);
        Assert.Contains(await Models.List(), model => model.Version == info.Version && model.IsActive);
        Assert.Null(await upload.Get());
        Assert.Null(await upload.Publish(new PublishTerms(Activate: true)));
    }

    [Fact]
    public async Task Open_Again_AnswersWhereItGoesOn_AlsoAfterTheGrainHasGone()
    {
        byte[] archive = await ArchiveAsync(_manidala.WriteBundle("uploaded", seed: 5));
        IResumableUploadGrain upload = await OpenAsync(archive);
        await upload.BeginPart("lost", 0, 100, archive.Length);
        await upload.Append("lost", 0, archive[..100]);
        await _manidala.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        UploadState state = await upload.Open(archive.Length, Digest(archive));

        Assert.Equal(100, state.Received);
        Assert.NotNull(await upload.BeginPart("next", 100, 50, archive.Length));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(11, 10)]
    public async Task BeginPart_Elsewhere_NamesTheRightOffset(long offset, long received)
    {
        byte[] archive = new byte[100];
        IResumableUploadGrain upload = await OpenAsync(archive);
        await upload.BeginPart("one", 0, 10, 100);
        await upload.Append("one", 0, archive[..10]);
        await upload.EndPart("one");

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => upload.BeginPart("two", offset, 5, 100));

        Assert.Equal(("wrong-offset", received), (refused.Kind, refused.Offset));
    }

    [Fact]
    public async Task BeginPart_WhileAnotherIsAtWork_IsRefusedUntilItEnds()
    {
        byte[] archive = new byte[100];
        IResumableUploadGrain upload = await OpenAsync(archive);
        await upload.BeginPart("one", 0, 10, 100);

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => upload.BeginPart("two", 0, 10, 100));
        ConflictException bytes = await Assert.ThrowsAsync<ConflictException>(() => upload.Append("two", 0, archive[..10]));
        await upload.EndPart("one");
        UploadState? after = await upload.BeginPart("two", 0, 10, 100);

        Assert.Equal("upload-busy", refused.Kind);
        Assert.Equal("upload-busy", bytes.Kind);
        Assert.Equal(0, after!.Received);
    }

    [Fact]
    public async Task Publish_WrongDigest_IsRefusedAndBeginsAnew()
    {
        byte[] archive = await ArchiveAsync(_manidala.WriteBundle("uploaded", seed: 5));
        byte[] damaged = [.. archive];
        damaged[archive.Length / 2] ^= 1;
        IResumableUploadGrain upload = await SendAsync(damaged, parts: 1, digest: Digest(archive));

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => upload.Publish(new PublishTerms(Activate: true)));

        Assert.Equal("sha256", refused.Field);
        Assert.Null(await upload.Get());
        Assert.Single(await Models.List());
    }

    [Fact]
    public async Task Publish_Incomplete_SaysHowMuchIsThere()
    {
        IResumableUploadGrain upload = await OpenAsync(new byte[100]);

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => upload.Publish(new PublishTerms(Activate: true)));

        Assert.Equal(("upload-incomplete", 0L), (refused.Kind, refused.Offset));
    }

    [Fact]
    public async Task Publish_NoBundle_IsRefusedAndRemoved()
    {
        IResumableUploadGrain upload = await SendAsync([.. Enumerable.Repeat((byte)'x', 5000)], parts: 1);

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => upload.Publish(new PublishTerms(Activate: true)));

        Assert.Equal("bundle", refused.Field);
        Assert.Null(await upload.Get());
    }

    [Fact]
    public async Task Publish_WorseModel_IsRefusedUnlessForced_AndTheUploadStays()
    {
        string good = await PublishAsync("good", ndcg: 0.2, new PublishTerms(Activate: true));
        byte[] archive = await ArchiveAsync(Measured("worse", 0.1));
        IResumableUploadGrain upload = await SendAsync(archive, parts: 1);

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => upload.Publish(new PublishTerms(Activate: true)));
        string before = (await Models.List()).Single(model => model.IsActive).Version;
        int published = (await Models.List()).Length;
        ModelInfo? forced = await upload.Publish(new PublishTerms(Activate: true, Force: true));

        Assert.Equal(("worse-model", ValidationMetrics.NdcgKey), (refused.Kind, refused.Field));
        Assert.Contains("0.1000", refused.Found, StringComparison.Ordinal);
        Assert.Contains("0.2000", refused.Allowed, StringComparison.Ordinal);
        Assert.Equal(good, before);
        Assert.Equal(2, published);
        Assert.True(forced!.IsActive);
        Assert.StartsWith("forced: ", forced.Gate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WorseModelWithinTheMarginOrWithoutActivating_Passes()
    {
        await PublishAsync("good", ndcg: 0.2, new PublishTerms(Activate: true));

        string quiet = await PublishAsync("quiet", ndcg: 0.1, new PublishTerms(Activate: false));
        string near = await PublishAsync("near", ndcg: 0.15, new PublishTerms(Activate: true, Margin: 0.5));

        Assert.Equal(near, (await Models.List()).Single(model => model.IsActive).Version);
        Assert.Contains(await Models.List(), model => model.Version == quiet && !model.IsActive);
    }

    [Fact]
    public async Task Publish_SlowModel_IsRefusedUnlessForced()
    {
        string active = (await Models.List()).Single(model => model.IsActive).Version;
        string folder = Path.Combine(_manidala.WriteBundle("slow", seed: 3), "..", "slow-steps");
        BundleWriter.Write(folder, UnfitModels.Slow(TestManidala.Items, TestManidala.Dimension));
        IResumableUploadGrain upload = await SendAsync(await ArchiveAsync(folder), parts: 1);

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => upload.Publish(new PublishTerms(Activate: true)));
        ModelInfo? forced = await upload.Publish(new PublishTerms(Activate: true, Force: true));

        Assert.Equal("slower-model", refused.Kind);
        Assert.Contains("10 times the ", refused.Allowed, StringComparison.Ordinal);
        Assert.EndsWith($"of {active}, or force", refused.Allowed, StringComparison.Ordinal);
        Assert.True(forced!.IsActive);
    }

    [Fact]
    public async Task Open_TooManyOrTooLong_IsRefused()
    {
        await OpenAsync(new byte[1]);
        await OpenAsync(new byte[2]);

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => OpenAsync(new byte[3]));
        InvalidRequestException large = await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("large").Open(1_000_001, Digest([])));

        Assert.Equal("too-many-uploads", refused.Kind);
        Assert.Equal("bytes is 1000001; allowed: 1 to 1000000.", large.Message);
        Assert.True(await Grain(Digest(new byte[1])[..32]).Delete());
        await OpenAsync(new byte[3]);
    }

    [Fact]
    public async Task Sweeper_FreshUpload_Stays()
    {
        IResumableUploadGrain upload = await OpenAsync(new byte[1]);

        await _manidala.Service<UploadSweeper>().RunNowAsync();

        Assert.NotNull(await upload.Get());
    }

    private IModelsGrain Models => _manidala.Grains.GetGrain<IModelsGrain>(0);

    private IResumableUploadGrain Grain(string id) => _manidala.Grains.GetGrain<IResumableUploadGrain>(id);

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<string> PublishAsync(string name, double ndcg, PublishTerms terms)
    {
        IResumableUploadGrain upload = await SendAsync(await ArchiveAsync(Measured(name, ndcg)), parts: 1);
        return (await upload.Publish(terms))!.Version;
    }

    private string Measured(string name, double ndcg)
    {
        string folder = Path.Combine(_manidala.WriteBundle(name, seed: 3), "..", $"{name}-measured");
        var metrics = new Dictionary<string, double>();
        new ValidationMetrics(ndcg, 10, 20, 30, ValidationMetrics.LastItem).AddTo(metrics);
        BundleWriter.Write(folder, TestBundle.Contents(name, TestManidala.Items, TestManidala.Dimension, seed: 3) with { Metrics = metrics });
        return folder;
    }

    private async Task<IResumableUploadGrain> OpenAsync(byte[] archive)
    {
        IResumableUploadGrain upload = Grain(Digest(archive)[..32]);
        await upload.Open(archive.Length, Digest(archive));
        return upload;
    }

    private async Task<IResumableUploadGrain> SendAsync(byte[] archive, int parts, string? digest = null)
    {
        digest ??= Digest(archive);
        IResumableUploadGrain upload = Grain(digest[..32]);
        await upload.Open(archive.Length, digest);
        int offset = 0;
        foreach (byte[] part in archive.Chunk((archive.Length / parts) + 1))
        {
            await upload.BeginPart($"part-{offset}", offset, part.Length, archive.Length);
            await upload.Append($"part-{offset}", offset, part);
            await upload.EndPart($"part-{offset}");
            offset += part.Length;
        }

        return upload;
    }

    private static async Task<byte[]> ArchiveAsync(string folder)
    {
        using var bytes = new MemoryStream();
        await TarFile.CreateFromDirectoryAsync(folder, bytes, includeBaseDirectory: false);
        return bytes.ToArray();
    }
}
