using System.Text.Json;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Commands;

public sealed class TrainAndEvaluateTests(TrainedSample trained) : IClassFixture<TrainedSample>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_Sample_PublishesAndActivatesABundleWithItsMetrics()
    {
        Assert.True(trained.TrainingCode == 0, trained.Training.Error);

        Bundle bundle = Bundle.Read(await DownloadActiveAsync());

        Assert.Equal(300, bundle.Manifest.ItemCount);
        Assert.Equal(2400, bundle.Manifest.TrainedThrough);
        Assert.InRange(bundle.Manifest.Metrics["hr@10"], 0, 1);
        Assert.Contains("popularity.ndcg@10", bundle.Manifest.Metrics.Keys);
        Assert.Contains($"Published {bundle.Manifest.Version} and made it the active model", trained.Training.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(trained.Data, "scratch-*"));
    }

    [Fact]
    public async Task Evaluate_Json_AgreesWithTheManifest()
    {
        var line = new CommandLine();

        int code = await line.RunAsync("evaluate", "--json", "--data", trained.Data);

        Assert.True(code == 0, line.Error);
        using JsonDocument report = JsonDocument.Parse(line.Out);
        BundleManifest manifest = Bundle.Read(await DownloadActiveAsync()).Manifest;
        Assert.Equal("offline", report.RootElement.GetProperty("mode").GetString());
        Assert.Equal(manifest.Version, report.RootElement.GetProperty("version").GetString());
        Assert.Equal(manifest.Metrics["hr@10"], report.RootElement.GetProperty("hr@10").GetDouble(), 12);
        Assert.Equal(manifest.Metrics["ndcg@10"], report.RootElement.GetProperty("ndcg@10").GetDouble(), 12);
        Assert.Equal(60, report.RootElement.GetProperty("dataset").GetProperty("evaluated").GetInt32());
        Assert.Equal(
            ["popularity", "item-kNN", "VMIS-kNN", "random"],
            report.RootElement.GetProperty("baselines").EnumerateObject().Select(baseline => baseline.Name));
    }

    [Fact]
    public async Task EvaluateServed_ServerThatFolds_EqualsOffline()
    {
        LoadedModel model = LoadedModel.Load(await DownloadActiveAsync(), new EncoderOptions());
        using var server = new FoldingServer(model) { BusyAnswers = 3 };
        var served = new CommandLine(server, name => name == "API_KEY" ? "secret" : null);
        var offline = new CommandLine();

        int code = await served.RunAsync("evaluate", "--json", "--served", "http://localhost:1", "--data", trained.Data);

        Assert.True(code == 0, served.Error);
        await offline.RunAsync("evaluate", "--json", "--data", trained.Data);
        using JsonDocument overHttp = JsonDocument.Parse(served.Out);
        using JsonDocument here = JsonDocument.Parse(offline.Out);
        Assert.Equal("served", overHttp.RootElement.GetProperty("mode").GetString());
        Assert.Equal(here.RootElement.GetProperty("hr@10").GetDouble(), overHttp.RootElement.GetProperty("hr@10").GetDouble(), 0.002);
        Assert.Equal(here.RootElement.GetProperty("ndcg@10").GetDouble(), overHttp.RootElement.GetProperty("ndcg@10").GetDouble(), 0.002);
        Assert.Equal(["secret"], server.Keys);
        Assert.Equal(0, server.UsersLeft);
        model.Retire();
    }

    [Fact]
    public async Task EvaluateServed_StaleFeed_FailsAndErasesItsUsers()
    {
        LoadedModel model = LoadedModel.Load(await DownloadActiveAsync(), new EncoderOptions());
        using var server = new FoldingServer(model) { SequenceError = -1 };
        var line = new CommandLine(server);

        int code = await line.RunAsync("evaluate", "--served", "http://localhost:1", "--users", "5", "--data", trained.Data);

        Assert.Equal(1, code);
        Assert.Contains("5 of 5 feeds were not what the posted history must give", line.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.UsersLeft);
        model.Retire();
    }

    [Fact]
    public async Task Evaluate_TamperedBundle_IsRefusedByName()
    {
        string bundle = await DownloadActiveAsync();
        File.AppendAllText(Path.Combine(bundle, "items.json"), " ");
        var line = new CommandLine();

        int code = await line.RunAsync("evaluate", "--bundle", bundle, "--data", trained.Data);

        Assert.Equal(1, code);
        Assert.Contains("items.json", line.Error, StringComparison.Ordinal);
        Assert.Empty(line.Out);
    }

    [Fact]
    public async Task Train_NoActivate_KeepsTheActiveModel()
    {
        string data = _folder.Sub("data");
        string file = _folder.Write("s.txt", string.Concat(Enumerable.Range(0, 8).Select(user => $"u{user} a b c d e f\n")));
        var line = new CommandLine();
        await line.RunAsync("import", "sequences", file, "--data", data);

        int code = await line.RunAsync("train", "--epochs", "1", "--no-activate", "--name", "quiet", "--encoder", "gru", "--data", data);

        Assert.True(code == 0, line.Error);
        await using ManidalaDatabase database = await OpenAsync(data);
        RegisteredModel model = Assert.Single(await database.Models.ListAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("quiet-", model.Version, StringComparison.Ordinal);
        Assert.False(model.IsActive);
    }

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

    private static Task<ManidalaDatabase> OpenAsync(string data) => ManidalaDatabase.OpenAsync(
        DatabaseOptions.FromEnvironment(data, _ => null), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    private async Task<string> DownloadActiveAsync()
    {
        await using ManidalaDatabase database = await OpenAsync(trained.Data);
        RegisteredModel? active = await database.Models.GetActiveAsync(TestContext.Current.CancellationToken);
        string folder = _folder.Sub("active");
        Assert.True(await database.Models.DownloadAsync(active!.Version, folder, TestContext.Current.CancellationToken));
        return folder;
    }
}
