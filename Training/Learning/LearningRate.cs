namespace Manidala.Training.Learning;

/// <summary>The rate of each step: up to the peak in a straight line, then down to a hundredth of it along half a cosine.</summary>
internal sealed record LearningRate(double Peak, int WarmupSteps, int TotalSteps)
{
    private const double LastShare = 0.01;

    public double At(int step)
    {
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / WarmupSteps;
        }

        double done = Math.Min(1, (step - WarmupSteps) / Math.Max(1.0, TotalSteps - WarmupSteps));
        return Peak * (LastShare + ((1 - LastShare) * (1 + Math.Cos(Math.PI * done)) / 2));
    }
}
