namespace Manidala.Training.Evaluation;

/// <summary>Gives every candidate a score for a case; a higher score is a better place.</summary>
internal interface IRanker
{
    string Name { get; }

    /// <summary>How many rows it ranks: those from 0 on. A target past them is a miss.</summary>
    int Candidates { get; }

    /// <summary>Takes the cases that <see cref="Score"/> is asked about next.</summary>
    void Prepare(IReadOnlyList<TestCase> cases);

    /// <summary>Scores some of the prepared cases; called from several threads.</summary>
    /// <param name="scores">Row-major, <see cref="Candidates"/> numbers a case; overwritten whole.</param>
    void Score(int first, int count, Span<float> scores);
}
