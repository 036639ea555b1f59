using System.Globalization;
using System.Net;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Containers;

/// <summary>
/// What an engine would do for the target all-in-one, by hand: its own publish command, a folder that nobody can write, its entry point and environment, as its user
/// where this may be done. Publishing takes minutes, so it is asked for.
/// </summary>
public sealed class PublishedLayoutTests(SampleFolder sample)
{
    private const string User = "1654";
    private const string Key = "a-key-of-this-test-alone-0123456789";

    [Fact]
    public async Task AllInOne_PublishedAsTheDockerfileSays_ServesFromAFolderThatItCannotWrite()
    {
        LongTests.SkipUnlessAskedFor();
        ContainerFile dockerfile = ContainerFile.Read();
        ContainerFile.Stage target = dockerfile["all-in-one"];
        ContainerFile.Stage build = dockerfile[target.Copies.Single(copy => copy.Target == "/app/").From!];
        string root = sample.NewFolder();
        string app = Path.Combine(root, "app");
        await PublishAsync(build, app, Path.Combine(root, "build"));
        string[] published = Listing(app);
        long bytes = Directory.GetFiles(app, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"/app is {bytes / 1e6:0} MB."));

        // The native libraries of one platform, and no more: those of all are seven times as much.
        Assert.InRange(bytes, 20_000_000, 150_000_000);
        string data = Path.Combine(root, "data");
        Directory.CreateDirectory(data);
        await CloseAsync(root, app, data);

        Dictionary<string, string> environment = new(target.Pairs("ENV"))
        {
            ["Data"] = data,
            ["PORT"] = FreePorts.Text(),
            ["HOST"] = "",
            ["Keys__AllowAnonymous"] = "false",
            ["API_KEY"] = Key,
        };
        string[] entry = [.. target.Last("ENTRYPOINT").Words.Select(word => InLayout(word, app))];
        string[] check = [.. target.Last("HEALTHCHECK").Words.Select(word => InLayout(word, app))];

        await using (ManidalaProcess process = Start(entry, environment))
        {
            await process.LineAsync("Manidala is ready at ");
            using var api = new Api(new Uri($"http://127.0.0.1:{environment["PORT"]}/"));
            Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("health"));
            Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("v1/trending"));
            api.Http.DefaultRequestHeaders.Add("X-API-Key", Key);
            Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("v1/trending"));
            Assert.Equal(0, await RunAsync(check, environment));
            Assert.Equal(0, await process.StopAsync(TimeSpan.FromSeconds(20)));
        }

        Assert.NotEqual(0, await RunAsync(check, environment));
        Assert.Equal(published, Listing(app));
        Assert.True(File.Exists(Path.Combine(data, "manidala.db")));

        // So that whoever is not root can remove it.
        await ProgramRun.OutputOfAsync("chmod", ["-R", "u+w", app]);
    }

    private static Task PublishAsync(ContainerFile.Stage build, string app, string scratch)
    {
        string[] words = build.Own.First(one => one.Name == "RUN").Text.Split(' ');
        Assert.Equal(["-o", "/publish"], words[^2..]);

        // Apart from the outputs that the other tests run.
        return ProgramRun.OutputOfAsync(
            words[0], [.. words[1..^1], app, $"-p:ArtifactsPath={scratch}", "-m:1", "--disable-build-servers", "--nologo", "-v", "quiet"], Programs.Root);
    }

    // A container's root file system is not the user's, and is read-only; the volume is.
    private static async Task CloseAsync(string root, string app, string data)
    {
        await ProgramRun.OutputOfAsync("chmod", ["-R", "a=rX", app]);
        if (Environment.IsPrivilegedProcess)
        {
            await ProgramRun.OutputOfAsync("chown", ["-R", $"{User}:{User}", data]);
            for (string? folder = root; folder is not null && folder.StartsWith(Path.GetTempPath(), StringComparison.Ordinal); folder = Path.GetDirectoryName(folder))
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }
        }
    }

    private static string InLayout(string word, string app) => word.StartsWith("/app/", StringComparison.Ordinal) ? Path.Combine(app, word[5..]) : word;

    private static string[] Listing(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file).Ticks}"))
        .Order(StringComparer.Ordinal)];

    private static ManidalaProcess Start(string[] command, Dictionary<string, string> environment) => Environment.IsPrivilegedProcess
        ? ManidalaProcess.StartCommand(["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs", .. command], environment)
        : ManidalaProcess.StartCommand(command, environment);

    private static async Task<int> RunAsync(string[] command, Dictionary<string, string> environment)
    {
        await using ManidalaProcess process = Start(command, environment);
        await process.ExitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }
}
