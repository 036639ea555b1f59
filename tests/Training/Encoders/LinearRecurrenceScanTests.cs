using Manidala.Training.Encoders;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Encoders;

[Collection(TorchCollection.Name)]
public sealed class LinearRecurrenceScanTests
{
    // 11 is no multiple of a vector's length, so both the vectors and the rest after them are used.
    private const int Width = 11;

    public LinearRecurrenceScanTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(11);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    public void Apply_RandomInput_EqualsComplexLoopForwardAndBack(int batch, int time)
    {
        using var scope = NewDisposeScope();
        var inputs = randn(batch, time, 2 * Width).requires_grad_();
        var lambda = (randn(2 * Width) * 0.5).requires_grad_();
        var weights = randn(batch, time, 2 * Width);

        var fast = LinearRecurrenceScan.Apply(inputs, lambda);
        (fast * weights).sum().backward();
        var (fastInputs, fastLambda) = (inputs.grad!.clone(), lambda.grad!.clone());
        inputs.grad!.zero_();
        lambda.grad!.zero_();
        var slow = Loop(inputs, lambda);
        (slow * weights).sum().backward();

        Assert.True(fast.allclose(slow, rtol: 1e-4, atol: 1e-5));
        Assert.True(fastInputs.allclose(inputs.grad!, rtol: 1e-4, atol: 1e-4));
        Assert.True(fastLambda.allclose(lambda.grad!, rtol: 1e-4, atol: 1e-4));
    }

    private static Tensor Loop(Tensor inputs, Tensor lambda)
    {
        var turn = complex(lambda.narrow(0, 0, Width), lambda.narrow(0, Width, Width));
        var states = new List<Tensor>();
        var state = zeros([inputs.shape[0], Width], ScalarType.ComplexFloat32);
        for (int time = 0; time < inputs.shape[1]; time++)
        {
            var input = inputs.select(1, time);
            state = (state * turn) + complex(input.narrow(1, 0, Width), input.narrow(1, Width, Width));
            states.Add(cat([state.real, state.imag], dim: 1));
        }

        return stack(states, dim: 1);
    }
}
