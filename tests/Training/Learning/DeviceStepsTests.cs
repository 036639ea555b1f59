using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Learning;

/// <summary>The way through a device's memory, with the processor as the device: what a CUDA device does differently is Torch's own.</summary>
[Collection(TorchCollection.Name)]
public sealed class DeviceStepsTests
{
    private const int Items = 60;
    private const int Steps = 12;

    public DeviceStepsTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(11);
    }

    [Theory]
    [InlineData((int)EncoderKind.Gated, 0, true)]
    [InlineData((int)EncoderKind.Gated, 20, true)]
    [InlineData((int)EncoderKind.Gated, 20, false)]
    [InlineData((int)EncoderKind.Gru, 20, true)]
    public void Steps_OnAnotherDevice_MoveTheWeightsAsOnTheProcessor(int kind, int negatives, bool hasBias)
    {
        var options = Options((EncoderKind)kind, negatives, hasBias);
        using SequenceModel model = Model(options), twin = Model(options);
        CopyWeights(model, twin);
        AdamW optimizer = OptimizerOf(model, options), second = OptimizerOf(twin, options);
        using var host = new HostSteps(new TorchLearner(model, options), optimizer);
        using var device = new DeviceSteps(twin, options, second, CPU);

        double[] expected = Train(host, from: 0);
        double[] found = Train(device, from: 0);
        device.Collect();

        Assert.Equal(Steps, second.Steps);
        Assert.All(expected.Zip(found), losses => Assert.Equal(losses.First, losses.Second, 1e-4));
        AssertNear(WeightsOf(model), WeightsOf(twin));
        AssertNear(MomentsOf(optimizer), MomentsOf(second));
    }

    [Fact]
    public void Distribute_AfterWeightsAndMomentsWereSet_GoesOnFromThere()
    {
        var options = Options(EncoderKind.Gated, negatives: 20, hasBias: true);
        using SequenceModel model = Model(options), twin = Model(options);
        AdamW optimizer = OptimizerOf(model, options), second = OptimizerOf(twin, options);
        using var whole = new DeviceSteps(model, options, optimizer, CPU);
        using var resumed = new DeviceSteps(twin, options, second, CPU);
        _ = Train(whole, from: 0);
        whole.Collect();
        CopyWeights(model, twin);
        foreach (var (from, to) in optimizer.Blocks().Zip(second.Blocks()))
        {
            from.Floats().CopyTo(to.Floats());
        }

        second.Steps = optimizer.Steps;
        resumed.Distribute();
        double[] expected = Train(whole, from: Steps);
        double[] found = Train(resumed, from: Steps);

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Check_CudaWhereThereIsNone_SaysWhatIsMissing()
    {
        Assert.SkipWhen(cuda.is_available(), "There is a CUDA device.");

        var failure = Assert.Throws<InvalidDataException>(() => TrainingDevice.Check(new TrainingOptions { Device = TrainingDevice.Cuda }));

        Assert.Contains("--device cuda", failure.Message, StringComparison.Ordinal);
        Assert.Contains(TorchLibrary.FolderVariable, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EncoderOfTheProcessorAlone_IsRefused()
    {
        var options = new TrainingOptions { Device = TrainingDevice.Cuda, Encoder = new EncoderShape(EncoderKind.LinearRecurrent, Dimension: 16, Layers: 1, Dropout: 0) };

        Assert.Contains("lru", Assert.Throws<InvalidDataException>(() => TrainingDevice.Check(options)).Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options(EncoderKind kind, int negatives, bool hasBias) => new()
    {
        Encoder = new EncoderShape(kind, Dimension: 16, Layers: 1, Dropout: 0.2) { HasBias = hasBias, SeesInteractions = kind == EncoderKind.Gated, Length = 12 },
        Negatives = negatives,
        InputDropout = 0.1,
        IdDropout = 0.3,
        WeightDecay = 0.05,
        ClipNorm = 0.5,
    };

    private static SequenceModel Model(TrainingOptions options)
    {
        var features = new ItemFeatureMatrix(6, [.. Enumerable.Range(0, Items + 1)], [.. Enumerable.Range(0, Items).Select(item => item % 6)], [.. Enumerable.Repeat(1f, Items)]);
        var model = new SequenceModel(options.Encoder, Items, features, [.. Enumerable.Range(0, Items).Select(item => item < Items - 4)]);
        model.train();
        return model;
    }

    private static AdamW OptimizerOf(SequenceModel model, TrainingOptions options) => new(model.parameters(), options.WeightDecay, options.ClipNorm);

    private static double[] Train(ISteps steps, int from)
    {
        var losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            losses[step] = steps.Compute(steps.Prepare(Windows(from + step)), (ulong)(from + step + 1) * 7919);
            steps.Move(0.01);
        }

        return losses;
    }

    private static TrainingWindow[] Windows(int step) =>
        [.. Enumerable.Range(0, 4).Select(row => new TrainingWindow(Enumerable.Range(0, 4 + row).Select(at => (step + (row * 11) + (at * 3)) % (Items - 4)).ToArray()))];

    private static void CopyWeights(SequenceModel from, SequenceModel to)
    {
        using var noGradients = no_grad();
        foreach (var (here, there) in from.parameters().Zip(to.parameters()))
        {
            there.copy_(here);
        }
    }

    private static float[] WeightsOf(SequenceModel model) => [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];

    private static float[] MomentsOf(AdamW optimizer) => [.. optimizer.Blocks().SelectMany(block => block.Floats().ToArray())];

    private static void AssertNear(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}
