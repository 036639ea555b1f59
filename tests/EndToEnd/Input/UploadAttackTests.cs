using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Engine.Tests.Support;

namespace Manidala.EndToEnd.Tests.Input;

/// <summary>Archives that would write elsewhere, fill the disk or the memory: each is refused with a reason, and leaves nothing.</summary>
public sealed class UploadAttackTests(BadInputTests.Server server) : IClassFixture<BadInputTests.Server>
{
    private const int MiB = 1 << 20;

    public static TheoryData<string, byte[]> Archives => new()
    {
        { "a path out of the folder", Tar(Plain("../evil.txt")) },
        { "an absolute path", Tar(Plain("/tmp/evil.txt")) },
        { "a file in a folder", Tar(Plain("deep/evil.txt")) },
        { "a path of another system", Tar(Plain("..\\evil.txt")) },
        { "a hidden file", Tar(Plain(".evil")) },
        { "a folder", Tar(new UstarTarEntry(TarEntryType.Directory, "folder")) },
        { "a symbolic link", Tar(new UstarTarEntry(TarEntryType.SymbolicLink, "items.json") { LinkName = "/etc/passwd" }) },
        { "a hard link", Tar(new UstarTarEntry(TarEntryType.HardLink, "items.json") { LinkName = "/etc/passwd" }) },
        { "a device", Tar(new UstarTarEntry(TarEntryType.CharacterDevice, "zero") { DeviceMajor = 1, DeviceMinor = 5 }) },
        { "a pipe", Tar(new UstarTarEntry(TarEntryType.Fifo, "pipe")) },
        { "a file twice", Tar(Plain("items.json"), Plain("items.json")) },
        { "more files than a bundle has", Tar([.. Enumerable.Range(0, 17).Select(number => Plain($"file-{number}"))]) },
        { "more headers than any archive of a bundle", Tar([.. Enumerable.Range(0, 65).Select(number => Plain($"file-{number}"))]) },
        { "attributes of a megabyte", Header('x', "attributes", "4000000", MiB) },
        { "a name of a megabyte", Header('L', "././@LongLink", "4000000", MiB) },
        { "a file that says that it has 8 GiB", Header('0', "items.json", "77777777777", 512) },
        { "a length that is no number", Header('0', "items.json", "eleventeen", 512) },
        { "a sparse file", Header('S', "items.json", "1000", 512) },
        { "an archive that is cut short", Tar(Plain("items.json"))[..700] },
        { "a compressed archive", Gzip(Tar(Plain("items.json"))) },
        { "no archive", Encoding.UTF8.GetBytes(new string('?', 4096)) },
        { "an empty archive", new byte[1024] },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Archives))]
    public async Task PostModels_Attack_IsRefusedAndLeavesNothing(string what, byte[] archive)
    {
        string[] before = server.Files();

        using HttpResponseMessage response = await PostAsync(archive);

        string answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 400, $"{what}: {(int)response.StatusCode} {answer}");
        ProblemAnswer? problem = await response.Content.ReadFromJsonAsync<ProblemAnswer>();
        Assert.True(problem!.Field == "bundle", $"{what}: {answer}");
        Assert.Equal(before, server.Files());
        Assert.False(File.Exists("/tmp/evil.txt"));
    }

    [Fact]
    public async Task PostModels_FilesThatNobodyMayReadFromAYearThatIsNone_ArePublished()
    {
        using HttpResponseMessage response = await PostAsync(Tar([.. BundleFiles().Select(file => new PaxTarEntry(TarEntryType.RegularFile, file.Name)
        {
            DataStream = new MemoryStream(file.Bytes),
            Mode = UnixFileMode.None,
            ModificationTime = DateTimeOffset.UnixEpoch,
        })]));

        Assert.True((int)response.StatusCode == 201, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<(string Name, byte[] Bytes)> BundleFiles()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("manidala-attack-");
        try
        {
            TestBundle.Write(Path.Combine(folder.FullName, "bundle"), "attack", items: 20, dimension: 5, seed: 1);
            return [.. Directory.GetFiles(Path.Combine(folder.FullName, "bundle")).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] archive)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        return await server.Api.Http.PostAsync("v1/models", content);
    }

    private static UstarTarEntry Plain(string name) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("[]"u8.ToArray()) };

    private static byte[] Tar(params TarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            Array.ForEach(entries, writer.WriteEntry);
        }

        return bytes.ToArray();
    }

    /// <summary>One header as no writer would write it, and some bytes behind it.</summary>
    private static byte[] Header(char type, string name, string size, int bytes)
    {
        byte[] archive = new byte[512 + bytes + 1024];
        Encoding.ASCII.GetBytes(name, archive);
        Encoding.ASCII.GetBytes("0000644\0", archive.AsSpan(100));
        Encoding.ASCII.GetBytes(size, archive.AsSpan(124));
        archive.AsSpan(148, 8).Fill((byte)' ');
        archive[156] = (byte)type;
        Encoding.ASCII.GetBytes("ustar\0" + "00", archive.AsSpan(257));
        int sum = archive.Take(512).Sum(each => each);
        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0", archive.AsSpan(148));
        archive.AsSpan(512, bytes).Fill((byte)'a');
        return archive;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var writer = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            writer.Write(bytes);
        }

        return compressed.ToArray();
    }
}
