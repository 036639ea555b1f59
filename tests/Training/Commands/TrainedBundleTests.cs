using System.Text.Json;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Commands;

/// <summary>What training writes and publishes: every format of embeddings, and nothing past the gate.</summary>
public sealed class TrainedBundleTests(TrainedSample trained) : IClassFixture<TrainedSample>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("f16")]
    [InlineData("int8")]
    public async Task Convert_SmallerEmbeddings_KeepTheirNdcg(string format)
    {
        // Many users and more than one pass: of sixty barely trained ones a single changed place is several percent.
        string data = _folder.Sub("many");
        var making = new CommandLine();
        await making.RunAsync("sample", "--items", "300", "--users", "600", "--interactions", "18000", "--data", data);
        await making.RunAsync("train", "--epochs", "4", "--data", data);
        string exact = await ActiveFolderAsync(data, "exact");
        string smaller = _folder.Sub(format);
        var line = new CommandLine();

        int code = await line.RunAsync("model", "convert", "--bundle", exact, "--embeddings", format, "--out", smaller);

        Assert.True(code == 0, line.Error);
        double before = await NdcgAsync(data, exact);
        double after = await NdcgAsync(data, smaller);
        Assert.True(before > 0.05, $"The sample's NDCG@10 of {before} is too small to compare with.");
        Assert.InRange(after / before, 0.98, 1.02);
    }

    [Fact]
    public async Task Convert_OutThatIsThere_IsRefused()
    {
        string exact = await ActiveFolderAsync(trained.Data, "exact");
        var line = new CommandLine();

        int code = await line.RunAsync("model", "convert", "--bundle", exact, "--embeddings", "f16", "--out", _folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("is there already", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_Int8WorseThanTheActive_IsRefusedKeptAndForced()
    {
        string data = _folder.Sub("data");
        await SampleAsync(data);
        var good = new CommandLine();
        var worse = new CommandLine();
        var forced = new CommandLine();
        await good.RunAsync("train", "--epochs", "6", "--data", data);
        RegisteredModel active = await ActiveAsync(data);
        string[] badly = ["train", "--epochs", "1", "--encoder", "gru", "--embeddings", "int8", "--data", data];

        int refused = await worse.RunAsync(badly);
        IReadOnlyList<RegisteredModel> published = await ListAsync(data);
        Bundle kept = Bundle.Read(Path.Combine(data, "refused-model"));
        int code = await forced.RunAsync([.. badly, "--force"]);

        Assert.Equal(1, refused);
        Assert.Contains("not published, and the active model stays: validation.ndcg@10 is", worse.Error, StringComparison.Ordinal);
        Assert.Contains(active.Version, worse.Error, StringComparison.Ordinal);
        Assert.Equal([active.Version], published.Select(model => model.Version));
        Assert.Equal(EmbeddingFormat.Int8, kept.EmbeddingFormat);
        Assert.True(code == 0, forced.Error);
        Assert.Equal(kept.Manifest.Version, (await ActiveAsync(data)).Version);
        Assert.Contains("gate overruled", forced.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OnALongerLog_MeasuresTheActiveModelAgainAndCompares()
    {
        string data = _folder.Sub("data");
        await SampleAsync(data);
        var good = new CommandLine();
        var worse = new CommandLine();
        await good.RunAsync("train", "--epochs", "6", "--data", data);
        string more = _folder.Write("more.txt", "newcomer mandala-00001 mandala-00002 mandala-00003 mandala-00004 mandala-00005\n");
        await new CommandLine().RunAsync("import", "sequences", more, "--data", data);

        int refused = await worse.RunAsync("train", "--epochs", "1", "--encoder", "gru", "--data", data);

        Assert.Equal(1, refused);
        Assert.Contains("not published, and the active model stays: validation.ndcg@10 is", worse.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_Manifest_HoldsWhatTheGateCompares()
    {
        BundleManifest manifest = Bundle.Read(await ActiveFolderAsync(trained.Data, "exact")).Manifest;

        ValidationMetrics metrics = Assert.IsType<ValidationMetrics>(ValidationMetrics.Of(manifest.Metrics));
        Assert.Equal((60, 300, ValidationMetrics.LastItem), (metrics.Users, metrics.Items, metrics.Protocol));
        Assert.InRange(metrics.Ndcg, 0, 1);
    }

    private static async Task SampleAsync(string data)
    {
        var sample = new CommandLine();
        int code = await sample.RunAsync("sample", "--items", "300", "--users", "60", "--interactions", "2400", "--data", data);
        Assert.True(code == 0, sample.Error);
    }

    private static async Task<double> NdcgAsync(string data, string bundle)
    {
        var line = new CommandLine();
        int code = await line.RunAsync("evaluate", "--json", "--bundle", bundle, "--data", data);
        Assert.True(code == 0, line.Error);
        using JsonDocument report = JsonDocument.Parse(line.Out);
        return report.RootElement.GetProperty("ndcg@10").GetDouble();
    }

    private static async Task<RegisteredModel> ActiveAsync(string data) => (await ListAsync(data)).Single(model => model.IsActive);

    private static async Task<IReadOnlyList<RegisteredModel>> ListAsync(string data)
    {
        await using ManidalaDatabase database = await OpenAsync(data);
        return await database.Models.ListAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> ActiveFolderAsync(string data, string name)
    {
        string version = (await ActiveAsync(data)).Version;
        await using ManidalaDatabase database = await OpenAsync(data);
        string folder = _folder.Sub(name);
        Assert.True(await database.Models.DownloadAsync(version, folder, TestContext.Current.CancellationToken));
        return folder;
    }

    private static Task<ManidalaDatabase> OpenAsync(string data) => ManidalaDatabase.OpenAsync(
        DatabaseOptions.FromEnvironment(data, _ => null), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
