using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>All that is asked in one evaluation. Every ranker gets the same cases.</summary>
/// <param name="Known">What may be known before the test: what the baselines count, and what popularity means. No user where nothing is known.</param>
/// <param name="HidesHistory">Whether items of the history are left out of the ranking.</param>
internal sealed record TestSet(Protocol Protocol, Dataset Known, IReadOnlyList<TestCase> Cases, bool HidesHistory, DatasetCounts Counts)
{
    /// <summary>Whether anything is known that popularity and neighbours can be counted from.</summary>
    public bool HasKnown => Known.Users.Count > 0;

    /// <summary>The longest history of a case.</summary>
    public int LongestHistory => Cases.Max(test => test.History.Items.Length);
}
