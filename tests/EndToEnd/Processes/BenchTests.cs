using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Retrieval measured from the command line.</summary>
public sealed class BenchTests(SampleFolder sample)
{
    [Fact]
    public async Task Bench_OfTheSamplesModel_FindsWhatItPromises()
    {
        string data = await sample.CopyAsync();
        string bundles = sample.NewFolder();
        await ManidalaProcess.RunAsync(Programs.Training, ["publish", "--to", bundles, "--data", data]);
        string file = Path.Combine(data, "bench.json");

        await ManidalaProcess.RunAsync(Programs.Bench, ["bench", "--bundle", Path.Combine(bundles, "current"), "--items", "8000", "--json", file]);

        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        JsonElement size = report.RootElement.GetProperty("sizes").EnumerateArray().Single();
        Assert.Equal(8000, size.GetProperty("items").GetInt32());
        Assert.All(size.GetProperty("exact").EnumerateArray(), figure => Assert.Equal(1, figure.GetProperty("recall").GetDouble()));
        Assert.InRange(size.GetProperty("chosen").GetProperty("recall").GetDouble(), 0.95, 1);
        Assert.All(size.GetProperty("filters").EnumerateArray(), figure => Assert.InRange(figure.GetProperty("recall").GetDouble(), 0.95, 1));
        Assert.InRange(size.GetProperty("indexBytes").GetDouble() / size.GetProperty("int8Bytes").GetDouble(), 1, 2.5);
    }

    [Theory]
    [InlineData("--items", "10", "--items")]
    [InlineData("--items", "many", "--items")]
    public async Task Bench_BadOption_IsNamed(string option, string value, string named)
    {
        ScriptResult result = await Script.RunAsync("bench", "--bundle", "nowhere", option, value);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_NoBundleThere_SaysSoAndFails()
    {
        ScriptResult result = await Script.RunAsync("bench", "--bundle", sample.NewFolder());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("manidala: ", result.Errors, StringComparison.Ordinal);
    }
}
