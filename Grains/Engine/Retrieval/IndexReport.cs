namespace Manidala.Engine.Retrieval;

/// <summary>What was measured when an index was made.</summary>
/// <param name="ExactSearch">Of 100 items, exactly; zero where that was not measured.</param>
/// <param name="Search">Of 100 items, as it is searched.</param>
/// <param name="Recall">Of the best 100 items, the share that a search finds.</param>
/// <param name="Bytes">What the index holds beside the vectors.</param>
public sealed record IndexReport(bool IsExact, int Items, TimeSpan ExactSearch, TimeSpan Search, double Recall, TimeSpan BuildTime, long Bytes)
{
    /// <summary>Whether it was read from where an earlier start had kept it, with what that had measured.</summary>
    public bool IsFromFile { get; init; }
}
