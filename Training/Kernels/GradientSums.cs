using TorchSharp.Modules;
using static Manidala.Training.Kernels.LinearWeights;
using static Manidala.Training.Kernels.RowKernels;

namespace Manidala.Training.Kernels;

/// <summary>One shard's gradients of an encoder's parameters, in one piece of memory. For one thread at a time.</summary>
internal sealed unsafe class GradientSums
{
    // By where their numbers lie: TorchSharp may hand out several objects for one parameter.
    private readonly Dictionary<nint, int> _places = [];
    private readonly PinnedFloats _values;

    public GradientSums(IReadOnlyList<Parameter> parameters)
    {
        int length = 0;
        foreach (Parameter parameter in parameters)
        {
            _places.Add((nint)LinearWeights.PointerOf(parameter), length);
            length += (int)parameter.numel();
        }

        _values = new PinnedFloats(length);
    }

    public int Length => _values.Length;

    public float* Pointer => _values.Pointer;

    public void Clear() => _values.Clear();

    public float* Of(Parameter parameter) => _values.Pointer + _places[(nint)LinearWeights.PointerOf(parameter)];

    public LinearGradient Of(Linear linear) => new(Of(linear.weight!), Of(linear.bias!));

    public LayerNormGradient Of(LayerNorm norm) => new(Of(norm.weight!), Of(norm.bias!));
}
