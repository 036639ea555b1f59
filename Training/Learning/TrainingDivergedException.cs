namespace Manidala.Training.Learning;

/// <summary>The loss is no longer a number: the model is worthless and nothing of it is kept.</summary>
internal sealed class TrainingDivergedException(int epoch, int step, float loss) : Exception(
    $"Training diverged: the loss was {loss} in epoch {epoch}, step {step}. No model was written. " +
    "Lower the learning rate or the length of the gradient (clip), or look for broken values in the data.");
