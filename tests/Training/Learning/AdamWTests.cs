using Manidala.Training.Learning;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = Manidala.Training.Learning.AdamW;

namespace Manidala.Training.Tests.Learning;

[Collection(TorchCollection.Name)]
public sealed class AdamWTests
{
    [Fact]
    public void Step_ManyTimes_EqualsTorchsOwn()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(2);
        using var scope = NewDisposeScope();
        var start = randn(7, 5);
        var target = randn(7, 5) * 3;
        var ours = new TorchSharp.Modules.Parameter(start.clone());
        var theirs = new TorchSharp.Modules.Parameter(start.clone());
        var fast = new AdamW([ours], weightDecay: 0.1, clipNorm: 0.5);
        var slow = optim.AdamW([theirs], lr: 0.01, weight_decay: 0.1);

        for (int step = 0; step < 30; step++)
        {
            ((ours - target) * (ours - target)).sum().backward();
            fast.Step(0.01, new GradientOf(ours));
            ours.grad = null;
            ((theirs - target) * (theirs - target)).sum().backward();
            nn.utils.clip_grad_norm_([theirs], 0.5);
            slow.step();
            slow.zero_grad();
        }

        Assert.True(ours.allclose(theirs, rtol: 1e-4, atol: 1e-5));
        Assert.False(ours.allclose(start, rtol: 1e-2, atol: 1e-2));
    }

    private sealed class GradientOf(TorchSharp.Modules.Parameter parameter) : IGradients
    {
        private readonly float[] _values = parameter.grad!.data<float>().ToArray();

        public ReadOnlySpan<float> Of(TorchSharp.Modules.Parameter asked) => _values;
    }
}
