using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The load driver against a server as it is.</summary>
public sealed class LoadTests(SampleFolder sample)
{
    [Fact]
    public async Task Load_OfAllKinds_FindsNoBrokenPromiseAndNoFailure()
    {
        await using RunningSilo silo = await RunningSilo.StartAsync(
            await sample.CopyAsync(), new Dictionary<string, string> { ["Gateway__FloorEndpoint"] = "true" });

        string output = await ManidalaProcess.RunAsync(
            Programs.Bench,
            [
                "load", "--url", silo.Address.ToString(), "--rate", "60", "--duration", "3", "--warm-up", "1", "--users", "40", "--timeout", "60",
                "--mix", "feed=4,interaction=2,click=2,batch=0.2", "--batch-size", "10", "--floor", "--json",
            ]);

        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement load = report.RootElement.GetProperty("load");
        Assert.Equal("{}", load.GetProperty("failures").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("{}", load.GetProperty("faults").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(180, load.GetProperty("latencies").EnumerateObject().Where(kind => kind.Name != "click acknowledged").Sum(kind => kind.Value.GetProperty("count").GetInt64()));
        Assert.Equal(180, report.RootElement.GetProperty("floor").GetProperty("latencies").GetProperty("floor").GetProperty("count").GetInt64());
        Assert.Equal(await silo.Api.ActiveModelAsync(), report.RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Load_NobodyThere_SaysSoAndFails()
    {
        ScriptResult result = await Script.RunAsync("load", "--url", $"http://127.0.0.1:{FreePorts.Text()}", "--duration", "1");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot be loaded", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--mix", "feed=x")]
    [InlineData("--url", "nowhere")]
    public async Task Load_BadOption_IsNamed(string option, string value)
    {
        ScriptResult result = await Script.RunAsync("load", option, value);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"{option} ", result.Errors, StringComparison.Ordinal);
    }
}
