using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Models;

public sealed class SqliteModelRegistryTests() : ModelRegistryTests(new SqliteTestDatabase());

public sealed class PostgresModelRegistryTests(PostgresFixture postgres) : ModelRegistryTests(new PostgresTestDatabase(postgres));

public abstract class ModelRegistryTests(TestDatabase kind) : DatabaseTest(kind)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-models-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task DownloadAsync_PublishedBundle_WritesTheSameBytes()
    {
        ManidalaDatabase database = await OpenAsync();
        byte[] large = new byte[(2 << 20) + 17];
        new Random(7).NextBytes(large);
        Dictionary<string, byte[]> files = new() { ["empty"] = [], ["encoder.onnx"] = large, ["exact.bin"] = large[..(1 << 20)], ["manifest.json"] = "{}"u8.ToArray() };
        await PublishAsync(database, "v1", files);

        string target = Path.Combine(_folder.FullName, "downloaded");
        bool isKnown = await database.Models.DownloadAsync("v1", target, Cancelled);

        Assert.True(isKnown);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(target, file.Key))));
        RegisteredModel listed = Assert.Single(await database.Models.ListAsync(Cancelled));
        Assert.Equal(files.Values.Sum(file => file.Length), listed.Bytes);
        Assert.Equal(("v1", "name v1", "manifest v1", false, null), (listed.Version, listed.Name, listed.ManifestJson, listed.IsActive, listed.ActivatedAt));
        Assert.Equal(Time.GetUtcNow(), listed.PublishedAt);
    }

    [Fact]
    public async Task DownloadAsync_UnknownVersion_LeavesNoFolder()
    {
        ManidalaDatabase database = await OpenAsync();

        Assert.False(await database.Models.DownloadAsync("v1", Path.Combine(_folder.FullName, "x"), Cancelled));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task DownloadAsync_StoredBytesMissing_IsRefusedAndLeavesNoFolder()
    {
        ManidalaDatabase database = await OpenAsync();
        await PublishAsync(database, "v1", new() { ["a"] = [1, 2, 3], ["b"] = [4] });
        await TamperAsync("UPDATE model_file SET file_bytes = 2 WHERE name = 'a'");

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => database.Models.DownloadAsync("v1", Path.Combine(_folder.FullName, "x"), Cancelled));

        Assert.Equal("File a of model v1 is stored with 3 bytes where 2 were published.", error.Message);
        Assert.Equal(["bundle-v1"], _folder.GetDirectories().Select(folder => folder.Name));
    }

    [Fact]
    public async Task DownloadAsync_FolderExists_IsRefused()
    {
        ManidalaDatabase database = await OpenAsync();
        await PublishAsync(database, "v1", new() { ["a"] = [1] });

        await Assert.ThrowsAsync<IOException>(() => database.Models.DownloadAsync("v1", _folder.FullName, Cancelled));
    }

    [Fact]
    public async Task PublishAsync_SameVersionAgain_ChangesNothing()
    {
        ManidalaDatabase database = await OpenAsync();
        await PublishAsync(database, "v1", new() { ["a"] = [1] });
        Time.Advance(TimeSpan.FromHours(1));
        string other = Bundle("again", new() { ["a"] = [2, 3] });

        await database.Models.PublishAsync(other, "v1", "other", "other", Cancelled);

        RegisteredModel listed = Assert.Single(await database.Models.ListAsync(Cancelled));
        Assert.Equal(("name v1", 1, Time.GetUtcNow().AddHours(-1)), (listed.Name, listed.Bytes, listed.PublishedAt));
    }

    [Fact]
    public async Task PublishAsync_FileGoneHalfway_LeavesNothing()
    {
        ManidalaDatabase database = await OpenAsync();
        string folder = Bundle("broken", new() { ["a"] = [1] });
        File.CreateSymbolicLink(Path.Combine(folder, "b"), Path.Combine(folder, "nowhere"));

        await Assert.ThrowsAnyAsync<IOException>(() => database.Models.PublishAsync(folder, "v1", "n", "m", Cancelled));

        Assert.Empty(await database.Models.ListAsync(Cancelled));
    }

    [Fact]
    public async Task RollBackAsync_AgainAndAgain_GoesFurtherBack()
    {
        ManidalaDatabase database = await OpenAsync();
        foreach (string version in (string[])["v1", "v2", "v3"])
        {
            await PublishAsync(database, version, new() { ["a"] = [1] });
        }

        Assert.Null(await database.Models.GetActiveAsync(Cancelled));
        Assert.Null(await database.Models.RollBackAsync(Cancelled));
        Assert.False(await database.Models.ActivateAsync("unknown", Cancelled));
        foreach (string version in (string[])["v1", "v2", "v2", "v3"])
        {
            Assert.True(await database.Models.ActivateAsync(version, Cancelled));
            Assert.Equal(version, (await database.Models.GetActiveAsync(Cancelled))!.Version);
        }

        Assert.Equal("v2", await database.Models.RollBackAsync(Cancelled));
        Assert.Equal("v2", (await database.Models.GetActiveAsync(Cancelled))!.Version);
        Assert.Equal("v1", await database.Models.RollBackAsync(Cancelled));
        Assert.Null(await database.Models.RollBackAsync(Cancelled));
        Assert.Equal("v1", (await database.Models.GetActiveAsync(Cancelled))!.Version);

        await database.Models.ActivateAsync("v3", Cancelled);
        Assert.Equal("v1", await database.Models.RollBackAsync(Cancelled));
        Assert.Equal(["v3", "v2", "v1"], (await database.Models.ListAsync(Cancelled)).Select(model => model.Version));
    }

    [Fact]
    public async Task RejectAsync_ActiveVersion_GoesBackOnceAndKeepsWhy()
    {
        ManidalaDatabase database = await OpenAsync();
        await PublishAsync(database, "v1", new() { ["a"] = [1] });
        await PublishAsync(database, "v2", new() { ["a"] = [1] });
        await database.Models.ActivateAsync("v1", Cancelled);
        await database.Models.ActivateAsync("v2", Cancelled);

        Assert.Null(await database.Models.RejectAsync("v1", "not the active one", Cancelled));
        Assert.Equal("v1", await database.Models.RejectAsync("v2", "its steps failed", Cancelled));
        Assert.Null(await database.Models.RejectAsync("v2", "again", Cancelled));
        Assert.Null(await database.Models.RejectAsync("v1", "nothing before it", Cancelled));

        Assert.Equal("v1", (await database.Models.GetActiveAsync(Cancelled))!.Version);
        Assert.Equal([("v2", "its steps failed"), ("v1", null)], (await database.Models.ListAsync(Cancelled)).Select(model => (model.Version, model.RejectedFor)));
    }

    [Fact]
    public async Task ActivateAsync_RejectedVersion_IsAFreshStart()
    {
        ManidalaDatabase database = await OpenAsync();
        foreach (string version in (string[])["v1", "v2"])
        {
            await PublishAsync(database, version, new() { ["a"] = [1] });
            await database.Models.ActivateAsync(version, Cancelled);
        }

        await database.Models.RejectAsync("v2", "its steps failed", Cancelled);
        await database.Models.ActivateAsync("v2", Cancelled);

        RegisteredModel active = (await database.Models.GetActiveAsync(Cancelled))!;
        Assert.Equal(("v2", null), (active.Version, active.RejectedFor));
    }

    private async Task PublishAsync(ManidalaDatabase database, string version, Dictionary<string, byte[]> files) =>
        await database.Models.PublishAsync(Bundle(version, files), version, $"name {version}", $"manifest {version}", Cancelled);

    private string Bundle(string name, Dictionary<string, byte[]> files)
    {
        DirectoryInfo folder = _folder.CreateSubdirectory($"bundle-{name}");
        foreach (var (file, content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, file), content);
        }

        return folder.FullName;
    }
}
