namespace Manidala.Training.Learning;

/// <summary>A stretch of one user's training items: from each item but the last, the next one is predicted.</summary>
/// <param name="Items">Inputs and targets together, so one longer than the number of predictions.</param>
internal readonly record struct TrainingWindow(ReadOnlyMemory<int> Items)
{
    public int Predictions => Items.Length - 1;

    /// <summary>One an input: its place in the interaction types' list. Empty where the data do not say.</summary>
    public ReadOnlyMemory<byte> Types { get; init; }

    /// <summary>One an input: the time since the interaction before it, as <see cref="Engine.Sessions.TimeGap"/> scales it. Empty where there are no times.</summary>
    public ReadOnlyMemory<float> Gaps { get; init; }

    /// <summary>One a prediction: how much it counts in the loss. Empty where all count the same.</summary>
    public ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>Items that the user turned down or was shown in vain between two items of the window, oldest first.</summary>
    public ReadOnlyMemory<int> Negatives { get; init; }

    /// <summary>The prediction that each of the <see cref="Negatives"/> was an answer to as well, from 0.</summary>
    public ReadOnlyMemory<int> NegativeRows { get; init; }
}
