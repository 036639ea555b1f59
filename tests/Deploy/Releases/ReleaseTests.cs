using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Releases;

/// <summary>The archives of <c>./manidala release</c>, used as somebody would who has no .NET.</summary>
public sealed class ReleaseTests(SampleFolder sample)
{
    // Programs of our own alone are found here: not the SDK's runtime.
    private static readonly Dictionary<string, string> WithoutDotnet = new() { ["PATH"] = "/usr/bin:/bin", ["DOTNET_ROOT"] = "/nowhere" };

    [Fact]
    public async Task Release_ForThisMachine_ServesWithoutDotnet()
    {
        LongTests.SkipUnlessAskedFor();
        string folder = sample.NewFolder();
        await ProgramRun.OutputOfAsync(Path.Combine(Programs.Root, "manidala"), ["release", "--out", folder, "--rid", "linux-x64"]);
        string archive = Assert.Single(Directory.GetFiles(folder, "manidala-*-linux-x64.tar.gz"));
        Assert.Equal(
            $"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(archive)))}  {Path.GetFileName(archive)}",
            Assert.Single(await File.ReadAllLinesAsync(Path.Combine(folder, "SHA256SUMS"))));
        await ProgramRun.OutputOfAsync("tar", ["xzf", archive, "-C", folder]);
        string app = Assert.Single(Directory.GetDirectories(folder));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{new FileInfo(archive).Length / 1e6:0} MB, {Directory.GetFiles(app, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1e6:0} MB unpacked."));
        string port = FreePorts.Text();

        await using ManidalaProcess server = ManidalaProcess.StartCommand(
            [Path.Combine(app, "Manidala.Silo"), "--data", sample.NewFolder()], new Dictionary<string, string>(WithoutDotnet) { ["PORT"] = port });
        await server.LineAsync("Manidala is ready at ");
        using var api = new Api(new Uri($"http://127.0.0.1:{port}/"));

        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("v1/trending"));
        await using ManidalaProcess key = ManidalaProcess.StartCommand([Path.Combine(app, "Manidala.Gateway"), "key", "new", "--role", "read"], WithoutDotnet);
        await key.ExitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("key:  mk_", key.Output, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("release needs --out DIR", "release")]
    [InlineData("--rid is \"win-x64\"; allowed: linux-x64, linux-arm64.", "release", "--out", "dist", "--rid", "win-x64")]
    [InlineData("\"--fast\" is not an option of release", "release", "--fast")]
    public async Task Release_WordsThatItDoesNotKnow_AreNamed(string named, params string[] words)
    {
        ScriptResult result = await Script.RunAsync(words);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
    }
}
