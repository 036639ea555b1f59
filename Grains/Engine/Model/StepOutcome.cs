namespace Manidala.Engine.Model;

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>The next state and the query are written.</summary>
    Done,

    /// <summary>Too many requests wait, or the batcher is closed; nothing was computed.</summary>
    QueueFull,

    /// <summary>No answer in time; nothing is written, now or later.</summary>
    DeadlinePassed,

    /// <summary>The model was retired before the request came; ask again with the current one.</summary>
    ModelRetired,

    /// <summary>The batch failed; nothing is written, and the reason is in the log.</summary>
    Failed,
}
