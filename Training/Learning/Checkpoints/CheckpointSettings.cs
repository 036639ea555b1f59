namespace Manidala.Training.Learning;

/// <summary>Where a training's checkpoints go, and how often.</summary>
/// <param name="Folder">Of this training alone.</param>
internal sealed record CheckpointSettings(string Folder)
{
    /// <summary>Time between two checkpoints within a pass; each pass ends with one anyway. What a kill costs at most.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps between two checkpoints, beside the time; null for none.</summary>
    public int? Steps { get; init; }

    /// <summary>Starts anew, whatever lies in the folder.</summary>
    public bool IsFresh { get; init; }
}
