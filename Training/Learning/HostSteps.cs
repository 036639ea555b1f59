namespace Manidala.Training.Learning;

/// <summary>Steps on the processor, on the very weights that all else reads.</summary>
internal sealed class HostSteps(ILearner learner, AdamW optimizer) : ISteps
{
    public StepBatch Prepare(IReadOnlyList<TrainingWindow> windows) => learner.Prepare(windows);

    public double Compute(StepBatch batch, ulong seed) => learner.Compute(batch, seed);

    public void Move(double rate) => optimizer.Step(rate, learner);

    public void Collect()
    {
    }

    public void Distribute()
    {
    }

    public void Dispose()
    {
    }
}
