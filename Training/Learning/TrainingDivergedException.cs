using System.Globalization;

namespace Manidala.Training.Learning;

/// <summary>The loss or a weight is no longer a number: the model is worthless and nothing of it is kept.</summary>
internal sealed class TrainingDivergedException(int epoch, int step, string found, string? lastGood = null) : Exception(
    string.Create(CultureInfo.InvariantCulture, $"Training diverged: {found} in epoch {epoch}, step {step}. No model was written. ") +
    (lastGood is null ? "" : $"The last good checkpoint is {lastGood}. ") +
    "Lower the learning rate or the length of the gradient (clip), or look for broken values in the data.")
{
    /// <summary>The same, with the checkpoint that is left named.</summary>
    public TrainingDivergedException Naming(string? checkpoint) => new(epoch, step, found, checkpoint);
}
