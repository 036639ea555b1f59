namespace Manidala.Training.Learning;

/// <summary>Takes a training's steps, wherever they are computed.</summary>
internal interface ISteps : IDisposable
{
    /// <summary>Brings a batch into the form that a step takes. Thread-safe, so that the work of a step need not wait for it.</summary>
    StepBatch Prepare(IReadOnlyList<TrainingWindow> windows);

    /// <summary>Finds the gradients of a batch's loss, which it returns.</summary>
    /// <param name="seed">Decides everything random: which items are drawn and which activations are dropped.</param>
    double Compute(StepBatch batch, ulong seed);

    /// <summary>Moves the weights against the gradients of the last batch.</summary>
    void Move(double rate);

    /// <summary>Brings weights and moments to the model and the optimiser that all else reads: validation, checkpoints and export.</summary>
    void Collect();

    /// <summary>Takes weights and moments from there, after they were read from a checkpoint.</summary>
    void Distribute();
}
