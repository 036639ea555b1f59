using System.Net;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Who may call a process, from how it is started.</summary>
public sealed class KeysTests(SampleFolder sample)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_AsAPlatformDoesWithoutAKey_SaysWhatToSet(bool isSilo)
    {
        // PORT and nothing else: all addresses.
        var environment = new Dictionary<string, string> { ["PORT"] = FreePorts.Text(), ["HOST"] = "" };
        await using ManidalaProcess process = isSilo
            ? ManidalaProcess.Start(Programs.Silo, ["--data", sample.NewFolder()], environment)
            : ManidalaProcess.Start(Programs.Gateway, [], environment);
        await process.ExitAsync(TimeSpan.FromSeconds(60));

        OneLine.Expect((process.ExitCode, process.Errors), "API_KEY");
        Assert.Contains("Other machines could call this server", process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnLoopbackWithoutKeyAndFlag_SaysWhatToSet() => OneLine.Expect(
        await RunningSilo.RefusedAsync(sample.NewFolder(), new Dictionary<string, string> { ["Keys__AllowAnonymous"] = "false" }), "Keys:AllowAnonymous=true");

    [Fact]
    public async Task Start_SiloBehindGatewaysForAllAddresses_TakesNoKey()
    {
        var environment = new Dictionary<string, string>
        {
            ["HOST"] = "", ["Keys__AllowAnonymous"] = "false", ["SILO_PORT"] = FreePorts.Text(), ["SILO_GATEWAY_PORT"] = FreePorts.Text(),
        };
        await using RunningSilo silo = await RunningSilo.StartAsync(await sample.CopyAsync(), environment, role: "silo");

        Assert.Equal(HttpStatusCode.OK, await silo.Api.StatusAsync("health"));
        Assert.Equal(HttpStatusCode.NotFound, await silo.Api.StatusAsync("v1/categories"));
    }

    [Fact]
    public async Task Start_ForAllAddressesWithAKeyThatTheScriptMade_ServesWhoHasIt()
    {
        ScriptResult made = await Script.RunAsync("key", "new", "--role", "read");
        Assert.True(made.ExitCode == 0, made.Errors);
        string[] lines = made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string file = Path.Combine(sample.NewFolder(), "keys");
        await File.WriteAllTextAsync(file, lines[1]["line: ".Length..]);
        await using RunningSilo silo = await RunningSilo.StartAsync(
            await sample.CopyAsync(), new Dictionary<string, string> { ["HOST"] = "", ["Keys__Files__0"] = file });

        Assert.Equal(HttpStatusCode.Unauthorized, await silo.Api.StatusAsync("v1/categories"));
        silo.Api.Http.DefaultRequestHeaders.Add("X-API-Key", lines[0]["key:  ".Length..]);
        Assert.Equal(HttpStatusCode.OK, await silo.Api.StatusAsync("v1/categories"));
        Assert.Equal(HttpStatusCode.Forbidden, await silo.Api.StatusAsync("v1/models"));
    }

    [Fact]
    public async Task Up_ForOtherMachinesWithoutAKey_SaysSoBeforeItPreparesAnything()
    {
        string folder = sample.NewFolder();

        ScriptResult up = await Script.RunAsync("up", "--data", folder, "--port", "0", "--host", "0.0.0.0");

        Assert.Equal(1, up.ExitCode);
        Assert.StartsWith("manidala: other machines could call this server", up.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }
}
