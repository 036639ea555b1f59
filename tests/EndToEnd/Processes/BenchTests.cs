using System.Text.Json;
using System.Text.RegularExpressions;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Serving and retrieval measured from the command line, in a small way: that it works and is right, not how fast it is.</summary>
public sealed class BenchTests(SampleFolder sample, PostgresFixture postgres)
{
    [Fact]
    public async Task Bench_OfTheSamplesModel_FindsWhatItPromises()
    {
        string bundle = await BundleAsync();
        string folder = sample.NewFolder();

        await ManidalaProcess.RunAsync(Programs.Bench, ["bench", "--bundle", bundle, "--rows", "retrieval", "--sizes", "8000", "--out", folder]);

        using JsonDocument report = await ReportAsync(folder);
        JsonElement size = report.RootElement.GetProperty("retrieval").GetProperty("sizes").EnumerateArray().Single();
        Assert.Equal(8000, size.GetProperty("items").GetInt32());
        Assert.All(size.GetProperty("exact").EnumerateArray(), figure => Assert.Equal(1, figure.GetProperty("recall").GetDouble()));
        Assert.InRange(size.GetProperty("chosen").GetProperty("recall").GetDouble(), 0.95, 1);
        Assert.All(size.GetProperty("filters").EnumerateArray(), figure => Assert.InRange(figure.GetProperty("recall").GetDouble(), 0.95, 1));
        Assert.InRange(size.GetProperty("indexBytes").GetDouble() / size.GetProperty("int8Bytes").GetDouble(), 1, 2.5);
    }

    [Fact]
    public async Task Bench_OfServing_WritesEveryRowAndFindsNoWrongAnswer()
    {
        string folder = sample.NewFolder();

        await ManidalaProcess.RunAsync(Programs.Bench, [.. await SmallAsync("start,feeds,mixed,click,durable,cold,memory,batching"), "--out", folder]);

        using JsonDocument report = await ReportAsync(folder);
        JsonElement[] figures = [.. report.RootElement.GetProperty("figures").EnumerateArray()];
        Assert.Equal(
            ["batching", "click", "cold", "durable", "feeds", "memory", "mixed", "start"],
            figures.Select(figure => figure.GetProperty("row").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.All(figures, figure => Assert.NotEmpty(figure.GetProperty("runs").EnumerateArray()));
        Assert.True(Value(figures, "feeds", "feeds") > 0);
        Assert.DoesNotContain(folder, report.RootElement.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "bench.md")));
        Assert.NotEmpty(Directory.GetFiles(folder, "batching-*.png"));
    }

    [Fact]
    public async Task Bench_OfTwoProcessesOnPostgres_FindsNoWrongAnswer()
    {
        string url = TestPostgres.ToUrl(await postgres.CreateDatabaseAsync());
        string folder = sample.NewFolder();

        await ManidalaProcess.RunAsync(Programs.Bench, [.. await SmallAsync("two-processes"), "--out", folder], new Dictionary<string, string> { ["DATABASE_URL"] = url });

        using JsonDocument report = await ReportAsync(folder);
        Assert.True(Value([.. report.RootElement.GetProperty("figures").EnumerateArray()], "two-processes", "feeds") > 0);
    }

    [Fact]
    public async Task Bench_WorseThanBefore_SaysSoAndEndsWithThree()
    {
        string folder = sample.NewFolder();
        string before = Path.Combine(folder, "before.json");
        await ManidalaProcess.RunAsync(Programs.Bench, [.. await SmallAsync("start"), "--out", folder]);
        string report = await File.ReadAllTextAsync(Path.Combine(folder, "bench.json"));
        await File.WriteAllTextAsync(before, Regex.Replace(report, "\"value\": [0-9.]+", "\"value\": 0.001"));

        await using ManidalaProcess process = ManidalaProcess.Start(Programs.Bench, [.. await SmallAsync("start"), "--out", folder, "--compare", before]);
        await process.ExitAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(3, process.ExitCode);
        Assert.Contains("WORSE start: ready with 600 items", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--items", "10", "--items")]
    [InlineData("--items", "many", "--items")]
    [InlineData("--rows", "feeds,nothing", "nothing")]
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

    private async Task<string> BundleAsync()
    {
        string bundles = sample.NewFolder();
        await ManidalaProcess.RunAsync(Programs.Training, ["publish", "--to", bundles, "--data", await sample.CopyAsync()]);
        return Path.Combine(bundles, "current");
    }

    private async Task<string[]> SmallAsync(string rows) =>
    [
        "bench", "--bundle", await BundleAsync(), "--rows", rows,
        "--items", "600", "--users", "40", "--rounds", "1", "--seconds", "0.4", "--rate", "100", "--history", "120",
    ];

    private static double Value(JsonElement[] figures, string row, string name) =>
        figures.Single(figure => figure.GetProperty("row").GetString() == row && figure.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();

    private static async Task<JsonDocument> ReportAsync(string folder) => JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "bench.json")));
}
