using TorchSharp.Modules;

namespace Manidala.Training.Learning;

/// <summary>The gradients of a step, wherever they were computed.</summary>
internal interface IGradients
{
    /// <summary>As many numbers as the parameter has; empty where the step has nothing to say about it.</summary>
    ReadOnlySpan<float> Of(Parameter parameter);

    /// <summary>Whether only some rows of this table have a gradient, which then stands here and not in <see cref="Of"/>.</summary>
    bool TryRows(Parameter parameter, out RowGradients rows)
    {
        rows = default;
        return false;
    }
}
