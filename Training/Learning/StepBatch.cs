using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>One step's windows in the form that whoever computes it takes.</summary>
/// <param name="Predictions">How many it learns from.</param>
internal abstract record StepBatch(int Predictions)
{
    /// <summary>For kernels.</summary>
    internal sealed record Ragged(RaggedBatch Rows) : StepBatch(Rows.Rows);

    /// <summary>For Torch's graph, in the memory of the processor.</summary>
    internal sealed record Padded(Batch Tensors, int Predictions) : StepBatch(Predictions);
}
