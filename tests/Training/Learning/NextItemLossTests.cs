using Manidala.Training.Encoders;
using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Learning;

[Collection(TorchCollection.Name)]
public sealed class NextItemLossTests
{
    private const int Items = 50;

    public NextItemLossTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Of_WindowBesideALongerOne_LosesAsItDoesAlone(int negatives)
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var loss = new NextItemLoss(model, new TrainingOptions { Negatives = negatives });
        TrainingWindow brief = new(new[] { 3, 4, 9 }), lengthy = new(new[] { 7, 1, 2, 3, 30, 31 });

        float together = Loss(loss, brief, lengthy);
        float alone = ((2 * Loss(loss, brief)) + (5 * Loss(loss, lengthy))) / 7;

        Assert.Equal(alone, together, 1e-4);
    }

    [Fact]
    public void Of_ManyNegatives_ComesNearTheFullLoss()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        TrainingWindow window = new(Enumerable.Range(0, 40).ToArray());
        var sampled = new NextItemLoss(model, new TrainingOptions { Negatives = 45 });
        using var batch = Batch.Of([window]);

        float full = new NextItemLoss(model, new TrainingOptions { Negatives = 0 }).Of(batch, seed: 4).item<float>();
        double mean = Enumerable.Range(0, 300).Average(seed => sampled.Of(batch, (ulong)seed).item<float>());

        Assert.Equal(full, mean, 0.05);
    }

    // The same seed each time, so that the same negatives are drawn.
    private static float Loss(NextItemLoss loss, params TrainingWindow[] windows)
    {
        using var batch = Batch.Of(windows);
        return loss.Of(batch, seed: 1).item<float>();
    }

    private static SequenceModel Model()
    {
        var model = new SequenceModel(new EncoderShape(EncoderKind.LinearRecurrent, Dimension: 8, Layers: 1, Dropout: 0.5), Items);
        using var noGradients = no_grad();
        model.Embeddings.normal_(0, 0.3);
        model.eval();
        return model;
    }
}
