using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Manidala.Storage;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Commands;

public sealed partial class TrainingProcessTests : IDisposable
{
    private const double Tolerance = 0.25;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_KilledAtSeveralPoints_EndsWithTheSameBytesAsAnUninterruptedRun()
    {
        string file = WriteChains(items: 60, users: 300, length: 20);
        string whole = _folder.Sub("whole");
        string broken = _folder.Sub("broken");
        using (var uninterrupted = new TrainingProcess(Arguments(file, whole)))
        {
            var (code, _, errors) = await uninterrupted.WaitAsync();
            Assert.True(code == 0, string.Join('\n', errors));
        }

        int kills = 0;
        foreach (int checkpoints in new[] { 1, 3, 2 })
        {
            int seen = 0;
            using var process = new TrainingProcess(Arguments(file, broken));
            kills += await process.KillAtAsync(line => line.TryGetProperty("checkpoint", out _) && ++seen == checkpoints) ? 1 : 0;
        }

        using var last = new TrainingProcess(Arguments(file, broken));
        var ended = await last.WaitAsync();

        Assert.Equal(3, kills);
        Assert.True(ended.Code == 0, string.Join('\n', ended.Errors));
        Assert.Contains(ended.Errors, line => line.Contains("going on from", StringComparison.Ordinal));
        string[] files = [.. Directory.GetFiles(whole).Select(path => Path.GetFileName(path)).Order()];
        Assert.Equal(files, Directory.GetFiles(broken).Select(path => Path.GetFileName(path)).Order());
        Assert.All(files, name => Assert.Equal(File.ReadAllBytes(Path.Combine(whole, name)), File.ReadAllBytes(Path.Combine(broken, name))));
        Assert.False(Directory.Exists($"{broken}.checkpoints"));
    }

    [Fact]
    public async Task Train_Estimate_IsWithinAQuarterOfTheMeasuredPeak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read from Linux's /proc.");
        string file = WriteChains(items: 80_000, users: 3_000, length: 40);
        string[] shared = ["train", "--sequences", file, "--epochs", "1", "--encoder", "gated", "--progress", "json"];
        using var estimating = new TrainingProcess([.. shared, "--estimate"]);
        var estimate = await estimating.WaitAsync();
        Assert.True(estimate.Code == 0, string.Join('\n', estimate.Errors));
        double estimated = double.Parse(PeakLine().Match(estimate.Out).Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture);

        using var training = new TrainingProcess([.. shared, "--out", _folder.Sub("bundle")]);
        var trained = await training.WaitAsync();

        Assert.True(trained.Code == 0, string.Join('\n', trained.Errors));
        double measured = trained.Errors
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("peakBytes", out _))
            .Max(line => line.GetProperty("peakBytes").GetInt64()) / (1024.0 * 1024);
        Assert.True(Math.Abs(estimated - measured) <= Tolerance * measured, $"estimated {estimated} MB, measured {measured} MB\n{estimate.Out}");
    }

    [Fact]
    public async Task Train_UserErasedSinceItBegan_BeginsAnewWithoutThem()
    {
        string data = _folder.Sub("data");
        var sample = new CommandLine();
        Assert.Equal(0, await sample.RunAsync("sample", "--items", "300", "--users", "60", "--interactions", "2400", "--data", data));
        string[] arguments = ["train", "--data", data, "--encoder", "gated", "--epochs", "4", "--threads", "2", "--checkpoint-steps", "1", "--progress", "json"];
        using (var interrupted = new TrainingProcess(arguments))
        {
            Assert.True(await interrupted.KillAtAsync(line => line.TryGetProperty("checkpoint", out _)));
        }

        long erased = await EraseSomebodyAsync(data);
        using var again = new TrainingProcess(arguments);
        var ended = await again.WaitAsync();

        Assert.True(ended.Code == 0, string.Join('\n', ended.Errors));
        Assert.Contains(ended.Errors, line => line.Contains("a user was erased since this training began", StringComparison.Ordinal));
        Assert.DoesNotContain(ended.Errors, line => line.Contains("going on from", StringComparison.Ordinal));
        Assert.InRange(erased, 1, 2400);
    }

    private static async Task<long> EraseSomebodyAsync(string data)
    {
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            new DatabaseOptions { DataDirectory = data }, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        IReadOnlyList<JournalEntry> first = await database.Journal.ReadPageAsync(0, 1, TestContext.Current.CancellationToken);
        return await database.Journal.EraseUserAsync(first[0].Interaction.UserId, TestContext.Current.CancellationToken);
    }

    private static string[] Arguments(string file, string bundle) =>
    [
        "train", "--sequences", file, "--out", bundle, "--encoder", "gated", "--epochs", "4", "--threads", "2", "--checkpoint-steps", "3", "--progress", "json",
    ];

    private string WriteChains(int items, int users, int length)
    {
        var random = new Random(5);
        return _folder.Write("chains.txt", string.Concat(Enumerable.Range(0, users).Select(user =>
        {
            int first = random.Next(items);
            return $"u{user} {string.Join(' ', Enumerable.Range(0, length).Select(at => (first + (at * (1 + (user % 2)))) % items))}\n";
        })));
    }

    [GeneratedRegex(@"host memory at its peak\s+([0-9,.]+) MiB")]
    private static partial Regex PeakLine();
}
