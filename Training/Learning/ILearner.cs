namespace Manidala.Training.Learning;

/// <summary>Computes a step's loss and gradients on the processor.</summary>
internal interface ILearner : IGradients
{
    /// <summary>Brings windows into the form that <see cref="Compute"/> takes. Thread-safe.</summary>
    StepBatch Prepare(IReadOnlyList<TrainingWindow> windows);

    /// <summary>Leaves the gradients of a batch behind and returns its mean loss.</summary>
    /// <param name="seed">Decides everything random: which items are drawn and which activations are dropped.</param>
    double Compute(StepBatch batch, ulong seed);
}
