using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The root's script, as a person calls it.</summary>
public sealed partial class CommandLineTests(SampleFolder sample)
{
    [Fact]
    public async Task Up_Detached_ReturnsWhenReadyAndStopsWhenTold()
    {
        string folder = await sample.CopyAsync();

        ScriptResult up = await Script.RunAsync("up", "--data", folder, "--port", "0", "--detach");
        Assert.True(up.ExitCode == 0, up.Errors);
        Match address = Ready().Match(up.Output);
        Assert.True(address.Success, up.Output);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(new Uri(address.Groups[1].Value), "health/ready"))).StatusCode);
        Assert.True(File.Exists(Path.Combine(folder, "manidala.pid")));

        ScriptResult stop = await Script.RunAsync("stop", "--data", folder);

        Assert.True(stop.ExitCode == 0, stop.Errors);
        Assert.False(File.Exists(Path.Combine(folder, "manidala.pid")));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(new Uri(address.Groups[1].Value), "health/live")));
    }

    [Fact]
    public async Task Up_PortTaken_SaysSoBeforeItPreparesAnything()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        string folder = sample.NewFolder();

        ScriptResult up = await Script.RunAsync("up", "--data", folder, "--port", port);

        Assert.Equal(1, up.ExitCode);
        Assert.Equal($"manidala: the port {port} is taken; choose another with --port.\n", up.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("up", "--bogus")]
    [InlineData("up", "--port", "http")]
    [InlineData("up", "--data")]
    [InlineData("fly")]
    public async Task Script_WordsThatItDoesNotKnow_EndsWithTwo(params string[] words)
    {
        ScriptResult result = await Script.RunAsync(words);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("manidala: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_NothingRuns_SaysSo()
    {
        ScriptResult stop = await Script.RunAsync("stop", "--data", sample.NewFolder());

        Assert.Equal(1, stop.ExitCode);
        Assert.StartsWith("manidala: nothing runs on ", stop.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Manidala is ready at (http://\S+)")]
    private static partial Regex Ready();
}
