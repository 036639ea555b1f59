using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Model;

/// <summary>Serving ranks as training measured: the same bundle, offline and through HTTP.</summary>
public sealed class ParityTests(SampleFolder sample)
{
    private const double Tolerance = 0.002;

    // Of the offline figure, which is an exact search's.
    private const double Lost = 0.005;
    private const string FullVariable = "MANIDALA_FULL";

    [Fact]
    public async Task Evaluate_ServedSample_EqualsOffline() => await ExpectParityAsync(await sample.CopyAsync());

    [Fact]
    public async Task Evaluate_ServedByAnApproximateIndex_LosesNextToNothing() =>
        await ExpectParityAsync(await sample.CopyAsync(), new() { ["Retrieval__Index"] = "approximate" }, Lost);

    [Fact]
    public async Task Evaluate_ServedMovieLens_EqualsOffline()
    {
        string movieLens = Path.GetFullPath(Path.Combine(Programs.Root, "..", "shared", "data", "ml-latest-small"));
        Assert.SkipUnless(Environment.GetEnvironmentVariable(FullVariable) == "1", $"{FullVariable} is not 1: this one takes minutes");
        Assert.SkipUnless(Directory.Exists(movieLens), $"{movieLens} does not exist");
        string folder = sample.NewFolder();
        await ManidalaProcess.RunAsync(Programs.Training, ["import", "movielens", movieLens, "--data", folder]);
        await ManidalaProcess.RunAsync(Programs.Training, ["train", "--epochs", "3", "--seed", "1", "--data", folder]);

        await ExpectParityAsync(folder);
    }

    private static async Task ExpectParityAsync(string folder, Dictionary<string, string>? environment = null, double lost = 0)
    {
        JsonElement offline = await EvaluateAsync("evaluate", "--data", folder, "--json");
        await using RunningSilo silo = await RunningSilo.StartAsync(folder, environment ?? []);

        JsonElement served = await EvaluateAsync("evaluate", "--data", folder, "--json", "--served", silo.Address.AbsoluteUri);

        Assert.Equal("offline", offline.GetProperty("mode").GetString());
        Assert.Equal("served", served.GetProperty("mode").GetString());
        Assert.Equal(offline.GetProperty("version").GetString(), served.GetProperty("version").GetString());
        Assert.Equal(offline.GetProperty("dataset").GetRawText(), served.GetProperty("dataset").GetRawText());
        foreach (string metric in new[] { "hr@10", "ndcg@10" })
        {
            double expected = offline.GetProperty(metric).GetDouble();
            Assert.True(expected > 0, $"{metric} is {expected}, with which any two would agree");
            Assert.Equal(expected, served.GetProperty(metric).GetDouble(), Tolerance + (lost * expected));
        }
    }

    private static async Task<JsonElement> EvaluateAsync(params string[] arguments) =>
        JsonSerializer.Deserialize<JsonElement>(await ManidalaProcess.RunAsync(Programs.Training, arguments));
}
