using Manidala.Training.Encoders;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Encoders;

[Collection(TorchCollection.Name)]
public sealed class GatedScanTests
{
    public GatedScanTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(201)]
    public void ByDoubling_GivesStatesAndGradientsOfTimeStepByTimeStep(int time)
    {
        using var scope = NewDisposeScope();
        var keep = rand(3, time, 5).requires_grad_(true);
        var taken = randn(3, time, 5).requires_grad_(true);
        var weights = randn(3, time, 5);

        var expected = Of(GatedScan.ByTime, keep, taken, weights);
        var found = Of(GatedScan.ByDoubling, keep, taken, weights);

        for (int part = 0; part < expected.Length; part++)
        {
            Assert.True(found[part].allclose(expected[part], rtol: 1e-4, atol: 1e-5), $"part {part} differs");
        }
    }

    private static Tensor[] Of(Func<Tensor, Tensor, Tensor> scan, Tensor keep, Tensor taken, Tensor weights)
    {
        keep.grad = null;
        taken.grad = null;
        var states = scan(keep, taken);
        (states * weights).sum().backward();

        // A single time step keeps nothing.
        return [states.detach(), (keep.grad ?? zeros_like(keep)).clone(), taken.grad!.clone()];
    }
}
