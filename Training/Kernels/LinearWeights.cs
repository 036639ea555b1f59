using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static Manidala.Training.Kernels.MatrixKernel;
using static TorchSharp.torch;

namespace Manidala.Training.Kernels;

/// <summary>A linear layer's weights [outputs, inputs], packed for both directions. Packed anew after every step; read by all threads.</summary>
internal sealed unsafe class LinearWeights
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly PinnedFloats _forward;
    private readonly PinnedFloats _back;

    public LinearWeights(Linear linear)
    {
        _weight = linear.weight!;
        _bias = linear.bias!;
        Outputs = (int)_weight.shape[0];
        Inputs = (int)_weight.shape[1];
        _forward = new PinnedFloats(Inputs * Padded(Outputs));
        _back = new PinnedFloats(Outputs * Padded(Inputs));
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public static float* PointerOf(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    public void Repack()
    {
        PackTransposed(PointerOf(_weight), Inputs, Outputs, Inputs, _forward.Pointer);
        Pack(PointerOf(_weight), Outputs, Inputs, Inputs, _back.Pointer);
    }

    /// <summary>result = x·Wᵀ + b.</summary>
    public void Forward(float* x, int rows, float* result)
    {
        Multiply(Left.Of(x, rows, Inputs, Inputs), _forward.Pointer, Outputs, result, Outputs, adds: false);
        RowKernels.AddBias(result, rows, Outputs, PointerOf(_bias));
    }

    /// <summary>From the gradient of the result to that of x, replacing it, and on to the weights' sums.</summary>
    /// <param name="packed">Room for <paramref name="rows"/> times the padded inputs.</param>
    public void Back(float* gradient, float* x, int rows, float* gradX, LinearGradient sums, float* packed)
    {
        Multiply(Left.Of(gradient, rows, Outputs, Outputs), _back.Pointer, Inputs, gradX, Inputs, adds: false);
        Pack(x, rows, Inputs, Inputs, packed);
        Multiply(Left.Transposed(gradient, Outputs, rows, Outputs), packed, Inputs, sums.Weight, Inputs, adds: true);
        RowKernels.SumRows(gradient, rows, Outputs, sums.Bias);
    }

    /// <summary>Where a linear layer's gradients are summed up.</summary>
    internal readonly struct LinearGradient(float* weight, float* bias)
    {
        public float* Weight { get; } = weight;

        public float* Bias { get; } = bias;
    }
}
