using System.Diagnostics;
using Manidala.EndToEnd.Tests.Support;
using Manidala.EndToEnd.Tests.Web;

namespace Manidala.EndToEnd.Tests.Clients;

/// <summary>The JavaScript client in node, and as pages import it from a server.</summary>
[Collection(WebCollection.Name)]
public sealed class JavaScriptClientTests(RunningManidala server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static string Folder => Path.Combine(Programs.Root, "clients", "js");

    [Fact]
    public async Task TestsOfTheClient_AgainstARunningServer_PassAndNoneIsSkipped()
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.ArgumentList.Add("--test");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, "test"), "*.test.js").Order(StringComparer.Ordinal))
        {
            start.ArgumentList.Add(file);
        }

        start.Environment["MANIDALA_URL"] = (await server.AddressAsync()).ToString();
        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> errors = node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync().WaitAsync(Patience);

        Assert.True(node.ExitCode == 0, $"{await output}{await errors}");
        Assert.Contains("# skipped 0", await output);
    }

    [Fact]
    public async Task EveryModule_IsServedAsItIs()
    {
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };

        foreach (string file in Directory.EnumerateFiles(Folder, "*.js"))
        {
            using HttpResponseMessage response = await http.GetAsync($"client/{Path.GetFileName(file)}");
            Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(await File.ReadAllTextAsync(file), await response.Content.ReadAsStringAsync());
        }
    }
}
