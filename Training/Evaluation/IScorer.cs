namespace Manidala.Training.Evaluation;

/// <summary>Scores every item for a user, given what the user did; a higher score is a better place. Thread-safe.</summary>
internal interface IScorer
{
    string Name { get; }

    /// <param name="user">The user's or session's number in the data set, for scorers that differ by user alone.</param>
    /// <param name="history">Rows of items, oldest first.</param>
    /// <param name="scores">One an item; overwritten whole.</param>
    void Score(int user, ReadOnlySpan<int> history, Span<float> scores);
}
