namespace Manidala.Training.Learning;

/// <summary>All of a checkpoint but its numbers.</summary>
/// <param name="Run">What the training is of, field by field: another training cannot go on from here.</param>
/// <param name="BestStep">The step after which the best weights so far were measured; 0 before the first validation.</param>
internal sealed record CheckpointHeader(
    int Format,
    IReadOnlyDictionary<string, string> Run,
    TrainingPosition Position,
    int OptimizerSteps,
    int BestEpoch,
    int BestStep,
    double BestValue)
{
    public const int CurrentFormat = 1;

    /// <summary>Names and lengths of the blocks that follow, in order.</summary>
    public IReadOnlyList<CheckpointEntry> Blocks { get; init; } = [];
}

/// <summary>One block of a checkpoint.</summary>
internal sealed record CheckpointEntry(string Name, long Length);
