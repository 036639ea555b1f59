using TorchSharp.Modules;

namespace Manidala.Training.Learning;

/// <summary>The gradients of a step, wherever they were computed.</summary>
internal interface IGradients
{
    /// <summary>As many numbers as the parameter has; empty where the step has nothing to say about it.</summary>
    ReadOnlySpan<float> Of(Parameter parameter);
}
