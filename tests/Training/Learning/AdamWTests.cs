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
    public AdamWTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Step_ManyTimes_EqualsTorchsOwn()
    {
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

    [Fact]
    public void Step_SomeRows_MovesThemAsAGradientThatIsZeroElsewhereDoesAndNoOthers()
    {
        const int Rows = 30_000;
        const int Width = 8;
        manual_seed(3);
        using var scope = NewDisposeScope();
        var start = randn(Rows, Width);
        var byRow = new TorchSharp.Modules.Parameter(start.clone());
        var whole = new TorchSharp.Modules.Parameter(start.clone());
        int[] touched = [.. Enumerable.Range(0, Rows).Where(row => row % 3 == 0)];
        new Random(4).Shuffle(touched);
        float[] values = randn(touched.Length, Width).data<float>().ToArray();

        new AdamW([byRow], weightDecay: 0, clipNorm: 0.5).Step(0.01, new RowsOf(touched, values));
        new AdamW([whole], weightDecay: 0, clipNorm: 0.5).Step(0.01, new WholeOf(Rows, touched, values));

        // The norm is added up in another order.
        Assert.True(byRow.allclose(whole, rtol: 1e-5, atol: 1e-6));
        Assert.Equal(touched.Length * Width, byRow.ne(start).sum().ToInt32());
    }

    private sealed class RowsOf(int[] touched, float[] values) : IGradients
    {
        public ReadOnlySpan<float> Of(TorchSharp.Modules.Parameter parameter) => [];

        public bool TryRows(TorchSharp.Modules.Parameter parameter, out RowGradients rows)
        {
            rows = new RowGradients(touched, values);
            return true;
        }
    }

    private sealed class WholeOf : IGradients
    {
        private readonly float[] _values;

        public WholeOf(int rows, int[] touched, float[] values)
        {
            int width = values.Length / touched.Length;
            _values = new float[rows * width];
            for (int place = 0; place < touched.Length; place++)
            {
                values.AsSpan(place * width, width).CopyTo(_values.AsSpan(touched[place] * width));
            }
        }

        public ReadOnlySpan<float> Of(TorchSharp.Modules.Parameter parameter) => _values;
    }

    private sealed class GradientOf(TorchSharp.Modules.Parameter parameter) : IGradients
    {
        private readonly float[] _values = parameter.grad!.data<float>().ToArray();

        public ReadOnlySpan<float> Of(TorchSharp.Modules.Parameter asked) => _values;
    }
}
