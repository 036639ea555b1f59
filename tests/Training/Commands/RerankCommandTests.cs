using System.Text.Json;

namespace Manidala.Training.Tests.Commands;

public sealed class RerankCommandTests(TrainedSample trained) : IClassFixture<TrainedSample>
{
    [Fact]
    public async Task Rerank_Sample_MeasuresEachStepBySessionsThatEqualTheOfflineEvaluation()
    {
        var offline = new CommandLine();
        var rerank = new CommandLine();

        Assert.Equal(0, await offline.RunAsync("evaluate", "--json", "--data", trained.Data));
        int code = await rerank.RunAsync("evaluate", "rerank", "--json", "--lambda", "0.3", "--repeat-attribute", "petals", "--data", trained.Data);

        Assert.True(code == 0, rerank.Error);
        using JsonDocument report = JsonDocument.Parse(rerank.Out);
        using JsonDocument plain = JsonDocument.Parse(offline.Out);
        JsonElement variants = report.RootElement.GetProperty("variants");
        Assert.Equal(
            ["session", "blend", "freshness", "diversity", "exploration", "categoryLimit", "rules", "repeatLimit", "all"],
            variants.EnumerateObject().Select(variant => variant.Name));
        JsonElement session = variants.GetProperty("session");
        Assert.Equal(plain.RootElement.GetProperty("hr@10").GetDouble(), session.GetProperty("hr@10").GetDouble(), 12);
        Assert.Equal(plain.RootElement.GetProperty("ndcg@10").GetDouble(), session.GetProperty("ndcg@10").GetDouble(), 12);
        Assert.Equal(["sources", "blend", "page"], session.GetProperty("microseconds").EnumerateObject().Select(step => step.Name));
        Assert.True(variants.GetProperty("diversity").GetProperty("diversity@10").GetDouble() > session.GetProperty("diversity@10").GetDouble());
        Assert.True(variants.GetProperty("categoryLimit").GetProperty("categoryDiversity@10").GetDouble() > session.GetProperty("categoryDiversity@10").GetDouble());
        Assert.Equal(
            ["sources", "blend", "rules", "freshness", "diversity", "limits", "page"],
            variants.GetProperty("all").GetProperty("microseconds").EnumerateObject().Select(step => step.Name));
    }

    [Fact]
    public async Task Rerank_WindowThatIsNoLimit_IsRefused()
    {
        var line = new CommandLine();

        int code = await line.RunAsync("evaluate", "rerank", "--most", "5", "--window", "5", "--data", trained.Data);

        Assert.Equal((1, true), (code, line.Error.Contains("--window is 5; allowed: more than --most, which is 5.", StringComparison.Ordinal)));
    }
}
