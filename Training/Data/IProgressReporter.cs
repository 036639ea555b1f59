namespace Manidala.Training.Data;

/// <summary>Where long steps say how far they are: a bar on a terminal, plain lines elsewhere.</summary>
internal interface IProgressReporter
{
    /// <summary>Begins a step; disposing it ends it.</summary>
    /// <param name="total">How many units the step has; null where that is unknown.</param>
    IProgressStep Begin(string title, long? total);
}

/// <summary>One running step.</summary>
internal interface IProgressStep : IDisposable
{
    /// <summary>Says how many units are done, and optionally something about them (a loss, a rate).</summary>
    void Report(long done, string? detail = null);

    /// <summary>The same for a training; who writes for machines keeps its fields apart.</summary>
    void Report(long done, TrainingStatus status) => Report(done, status.ToString());
}
