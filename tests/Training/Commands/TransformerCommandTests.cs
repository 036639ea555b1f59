using System.Text.Json;
using Manidala.Engine.Model;
using Manidala.Training.Tests.Import;
using Manidala.Training.Tests.Native;

namespace Manidala.Training.Tests.Commands;

/// <summary>Alone in the process: Torch has one random generator, from which a training beside this one would draw, too.</summary>
[Collection(TorchCollection.Name)]
public sealed class TransformerCommandTests : IDisposable
{
    private const int Items = 30;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainAndEvaluate_TransformerOnChains_ServesWhatItLearned()
    {
        string file = _folder.Write("chains.txt", string.Concat(Enumerable.Range(0, 90).Select(Chain)));
        string bundle = _folder.Sub("bundle");
        var train = new CommandLine();
        var evaluate = new CommandLine();

        int trained = await train.RunAsync(
            "train", "--sequences", file, "--encoder", "transformer", "--heads", "2", "--dimension", "16", "--window", "8", "--dropout", "0.1",
            "--negatives", "0", "--batch-size", "8", "--rate", "0.01", "--epochs", "25", "--out", bundle);
        Assert.True(trained == 0, train.Error);
        int evaluated = await evaluate.RunAsync("evaluate", "--sequences", file, "--bundle", bundle, "--json");

        Assert.True(evaluated == 0, evaluate.Error);
        EncoderContract contract = Bundle.Read(bundle).Manifest.Encoder;
        Assert.Equal((EncoderContract.Sequence, 8, 8), (contract.Kind, contract.Length, contract.StateSize));
        using JsonDocument report = JsonDocument.Parse(evaluate.Out);
        Assert.Equal("sequence", report.RootElement.GetProperty("encoder").GetString());

        // Chance finds one in three of thirty items; histories are shorter and longer than the window.
        Assert.True(report.RootElement.GetProperty("hr@10").GetDouble() > 0.9, evaluate.Out);
    }

    [Theory]
    [InlineData("--heads is 3, which does not divide the dimension, 16.", "--encoder", "transformer", "--dimension", "16", "--heads", "3")]
    [InlineData("--window is 5000; allowed with --encoder transformer: 1 to 2048.", "--encoder", "transformer", "--window", "5000")]
    [InlineData("--heads belongs to --encoder transformer", "--encoder", "gru", "--heads", "2")]
    public async Task Train_ShapeThatCannotBe_IsRefusedAndWritesNothing(string expected, params string[] shape)
    {
        string file = _folder.Write("chains.txt", string.Concat(Enumerable.Range(0, 9).Select(Chain)));
        string bundle = _folder.Sub("bundle");
        var line = new CommandLine();

        int code = await line.RunAsync(["train", "--sequences", file, "--out", bundle, .. shape]);

        Assert.NotEqual(0, code);
        Assert.Contains(expected, line.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bundle));
    }

    /// <summary>Each user goes around the circle of items in steps of 1 or 2.</summary>
    private static string Chain(int user)
    {
        int step = 1 + (user % 2);
        int length = 6 + (user % 9);
        return $"u{user} {string.Join(' ', Enumerable.Range(0, length).Select(at => $"i{((user * 7) + (at * step)) % Items}"))}\n";
    }
}
