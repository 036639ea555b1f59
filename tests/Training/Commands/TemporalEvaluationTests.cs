using System.Text.Json;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Commands;

/// <summary>A log of thirty users over thirty days, one item a day, and a model of it.</summary>
public sealed class TemporalEvaluationTests : IAsyncLifetime
{
    private const long Day = 86_400;
    private const long Begin = 1_704_067_200;
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _line = new();

    private string Data => _folder.Sub("data");

    public async ValueTask InitializeAsync()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 30).SelectMany(day => Enumerable.Range(0, 30).Select(user => $"u{user},i{(day + user) % 40},{Begin + (day * Day)}"));
        string file = _folder.Write("log.csv", "user,item,time\n" + string.Join('\n', rows) + "\n");
        Assert.Equal(0, await _line.RunAsync("import", "csv", file, "--user", "user", "--item", "item", "--time", "time", "--data", Data));
        Assert.Equal(0, await _line.RunAsync("train", "--epochs", "1", "--data", Data));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("--test-share 0.1", "from 2024-01-28T00:00:00Z on")]
    [InlineData("--since 2024-01-25 --targets all", "all new items of a user from 2024-01-25T00:00:00Z on")]
    public async Task Temporal_Cut_AsksEveryoneAndWarnsOfAModelThatKnowsTheTargets(string options, string description)
    {
        int code = await _line.RunAsync(["evaluate", "--split", "temporal", "--json", "--data", Data, .. options.Split(' ')]);

        Assert.True(code == 0, _line.Error);
        using JsonDocument report = JsonDocument.Parse(_line.Out);
        Assert.Equal("temporal", report.RootElement.GetProperty("protocol").GetString());
        Assert.Contains(description, report.RootElement.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(30, report.RootElement.GetProperty("dataset").GetProperty("evaluated").GetInt32());
        Assert.Contains("it has seen targets", Assert.Single(report.RootElement.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.InRange(report.RootElement.GetProperty("ndcg@10").GetDouble(), 0, 1);
        Assert.InRange(report.RootElement.GetProperty("diversity@10").GetDouble(), 0, 2);
    }

    [Theory]
    [InlineData("--since 2030-01-01", "--since is 2030-01-01T00:00:00Z; the log goes from 2024-01-01T00:00:00Z to 2024-01-30T00:00:00Z")]
    [InlineData("--since 2024-01-01", "something must lie on both sides")]
    [InlineData("--test-share 0.99", "leaves nothing before the cut at 2024-01-01T00:00:00Z")]
    public async Task Temporal_CutOutsideTheLog_SaysWhereTheLogLies(string options, string reason)
    {
        int code = await _line.RunAsync(["evaluate", "--split", "temporal", "--data", Data, .. options.Split(' ')]);

        Assert.Equal(1, code);
        Assert.Contains(reason, _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sequences_BundleOfOtherItems_IsRefused()
    {
        string file = _folder.Write("other.txt", "u a b c\nv a b c\n");
        string bundle = _folder.Sub("bundle");
        await using (Storage.ManidalaDatabase database = await Storage.ManidalaDatabase.OpenAsync(
            Storage.DatabaseOptions.FromEnvironment(Data, _ => null), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            Storage.RegisteredModel? active = await database.Models.GetActiveAsync(TestContext.Current.CancellationToken);
            Assert.True(await database.Models.DownloadAsync(active!.Version, bundle, TestContext.Current.CancellationToken));
        }

        int code = await _line.RunAsync("evaluate", "--sequences", file, "--bundle", bundle);

        Assert.Equal(1, code);
        Assert.Contains("knows none of the 3 items of", _line.Error, StringComparison.Ordinal);
    }
}
