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
        var loss = new NextItemLoss(negatives);
        TrainingWindow brief = new(new[] { 3, 4, 9 }), lengthy = new(new[] { 7, 1, 2, 3, 30, 31 });

        float together = Loss(loss, model, brief, lengthy);
        float alone = ((2 * Loss(loss, model, brief)) + (5 * Loss(loss, model, lengthy))) / 7;

        Assert.Equal(alone, together, 1e-4);
    }

    [Fact]
    public void Of_ManyNegatives_ComesNearTheFullLoss()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        TrainingWindow window = new(Enumerable.Range(0, 40).ToArray());
        var sampled = new NextItemLoss(negatives: 45);
        var random = new Random(4);
        var batch = Batch.Of([window]);

        float full = new NextItemLoss(negatives: 0).Of(model, batch, random).item<float>();
        double mean = Enumerable.Range(0, 300).Average(_ => sampled.Of(model, batch, random).item<float>());

        Assert.Equal(full, mean, 0.05);
    }

    // The same generator each time, so that the same negatives are drawn.
    private static float Loss(NextItemLoss loss, SequenceModel model, params TrainingWindow[] windows) =>
        loss.Of(model, Batch.Of(windows), new Random(1)).item<float>();

    private static SequenceModel Model()
    {
        var model = new SequenceModel(new EncoderShape(EncoderKind.LinearRecurrent, Dimension: 8, Layers: 1, Dropout: 0.5), Items);
        using var noGradients = no_grad();
        model.Embeddings.normal_(0, 0.3);
        model.eval();
        return model;
    }
}
