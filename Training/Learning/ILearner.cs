namespace Manidala.Training.Learning;

/// <summary>Computes a step's loss and gradients.</summary>
internal interface ILearner : IGradients
{
    /// <summary>Leaves the gradients of these windows behind and returns their mean loss.</summary>
    /// <param name="seed">Decides everything random: which items are drawn and which activations are dropped.</param>
    double Compute(IReadOnlyList<TrainingWindow> windows, ulong seed);
}
