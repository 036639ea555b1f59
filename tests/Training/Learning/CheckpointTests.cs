using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Learning;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Import;
using Manidala.Training.Tests.Native;

namespace Manidala.Training.Tests.Learning;

[Collection(TorchCollection.Name)]
public sealed class CheckpointTests : IDisposable
{
    private static readonly Dataset Data = Chains.Create(items: 40, users: 60, length: 12);

    private static readonly TrainingOptions Options = new()
    {
        Encoder = new EncoderShape(EncoderKind.Gated, Dimension: 16, Layers: 1, Dropout: 0.3),
        Window = 6,
        BatchSize = 8,
        Epochs = 4,
        WarmupSteps = 5,
        Negatives = 12,
        Threads = 2,
    };

    private readonly TemporaryFolder _folder = new();

    private CheckpointSettings Settings => new(_folder.Sub("checkpoints")) { Steps = 3 };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData((int)EncoderKind.Gated, 1)]
    [InlineData((int)EncoderKind.Gated, 20)]
    [InlineData((int)EncoderKind.LinearRecurrent, 17)]
    [InlineData((int)EncoderKind.LinearRecurrent, 31)]
    public void Train_StoppedAndResumed_GivesTheSameWeightsAsInOneGo(int kind, int step)
    {
        var options = Options with { Encoder = Options.Encoder with { Kind = (EncoderKind)kind } };
        using var uninterrupted = Train(options, null);

        Assert.ThrowsAny<OperationCanceledException>(() => Train(options, Settings, stopAt: step));
        using var resumed = Train(options, Settings);

        Assert.Equal(WeightsOf(uninterrupted), WeightsOf(resumed));
        Assert.Equal(uninterrupted.Epoch, resumed.Epoch);
        Assert.Equal(uninterrupted.History, resumed.History);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Train_StoppedWhileRefitting_GivesTheSameWeightsAsInOneGo(int step)
    {
        var options = Options with { Refits = true };
        using var uninterrupted = Train(options, null);

        Assert.ThrowsAny<OperationCanceledException>(() => Train(options, Settings, stopAt: step, training: 2));
        using var resumed = Train(options, Settings);

        Assert.Equal(WeightsOf(uninterrupted), WeightsOf(resumed));
        Assert.Equal(uninterrupted.History, resumed.History);
    }

    [Fact]
    public void Train_LostSinceTheLastCheckpoint_GivesTheSameWeights()
    {
        using var uninterrupted = Train(Options, null);
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 20));
        var folder = new CheckpointFolder(Settings.Folder);

        // The newest is gone, as if the machine had died before it was written.
        File.Delete(folder.Newest!);
        Assert.NotNull(folder.Newest);
        using var resumed = Train(Options, Settings);

        Assert.Equal(WeightsOf(uninterrupted), WeightsOf(resumed));
    }

    [Fact]
    public void Train_ManyCheckpoints_KeepsTheNewestTwoAndTheBest()
    {
        using var trained = Train(Options with { Epochs = 6 }, Settings);

        Assert.InRange(new CheckpointFolder(Settings.Folder).Files.Count, 2, 3);
    }

    [Fact]
    public void Train_CheckpointOfOtherOptions_IsRefusedByTheNameOfWhatDiffers()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 10));

        var failure = Assert.Throws<CheckpointException>(() => Train(Options with { BatchSize = 9 }, Settings));

        Assert.Contains("BatchSize is 8, and now it is 9", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--fresh", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CheckpointOfOtherData_IsRefused()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 10));
        UserSequence[] users = [.. Data.Users];
        users[3] = new UserSequence("user3", users[3].Items.ToArray().Reverse().ToArray());

        var failure = Assert.Throws<CheckpointException>(() => new Trainer(TimeProvider.System).Train(
            Data with { Users = users }, Options, SilentProgressReporter.Instance, CancellationToken.None, Settings));

        Assert.Contains("data digest", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Fresh_ForgetsTheCheckpointOfAnotherTraining()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 10));
        var other = Options with { BatchSize = 9 };
        using var expected = Train(other, null);

        using var trained = Train(other, Settings with { IsFresh = true });

        Assert.Equal(WeightsOf(expected), WeightsOf(trained));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(5000)]
    public void Train_DamagedCheckpoint_IsRefusedByName(int place)
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 10));
        string path = new CheckpointFolder(Settings.Folder).Newest!;
        byte[] bytes = File.ReadAllBytes(path);
        bytes[place] ^= 1;
        File.WriteAllBytes(path, bytes);

        var failure = Assert.Throws<CheckpointException>(() => Train(Options, Settings));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_TruncatedCheckpoint_IsRefusedByName()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 10));
        string path = new CheckpointFolder(Settings.Folder).Newest!;
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..20]);

        var failure = Assert.Throws<CheckpointException>(() => Train(Options, Settings));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_DiskFullInMidCheckpoint_StopsNamesTheLastGoodOneAndGoesOnFromIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's disk that is always full.");
        using var uninterrupted = Train(Options, null);
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, Settings, stopAt: 10));
        string good = new CheckpointFolder(Settings.Folder).Newest!;
        string partial = Path.Combine(Settings.Folder, "writing.partial");
        File.CreateSymbolicLink(partial, "/dev/full");

        var failure = Assert.Throws<CheckpointException>(() => Train(Options, Settings));

        Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
        Assert.Contains(good, failure.Message, StringComparison.Ordinal);
        Assert.Equal(good, new CheckpointFolder(Settings.Folder).Newest);
        File.Delete(partial);
        using var resumed = Train(Options, Settings);
        Assert.Equal(WeightsOf(uninterrupted), WeightsOf(resumed));
    }

    [Fact]
    public void Train_Diverges_NamesTheLastGoodCheckpoint()
    {
        var failure = Assert.Throws<TrainingDivergedException>(() => Train(
            Options with { PeakLearningRate = 1e38, WarmupSteps = 20, ClipNorm = double.MaxValue }, Settings with { Steps = 1 }));

        string? left = new CheckpointFolder(Settings.Folder).Newest;
        Assert.Contains("diverged", failure.Message, StringComparison.Ordinal);
        if (left is not null)
        {
            Assert.Contains(left, failure.Message, StringComparison.Ordinal);
        }
    }

    private static TrainedModel Train(TrainingOptions options, CheckpointSettings? checkpoints, int? stopAt = null, int training = 1)
    {
        using var stop = new CancellationTokenSource();
        var reporter = new StoppingReporter(training, stopAt, stop);
        return new Trainer(TimeProvider.System).Train(Data, options, reporter, stop.Token, checkpoints);
    }

    private static float[] WeightsOf(TrainedModel trained) =>
        [.. trained.Model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];

    /// <summary>Asks to stop after a step of the first training or of another.</summary>
    private sealed class StoppingReporter(int training, int? step, CancellationTokenSource stop) : IProgressReporter, IProgressStep
    {
        private int _training;

        public IProgressStep Begin(string title, long? total)
        {
            _training++;
            return this;
        }

        public void Report(long done, string? detail = null)
        {
            if (_training == training && done == step)
            {
                stop.Cancel();
            }
        }

        public void Dispose()
        {
        }
    }
}
