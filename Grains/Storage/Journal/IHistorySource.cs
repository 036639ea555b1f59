namespace Manidala.Storage.Journal;

/// <summary>Reads users' histories. Called by one reader at a time.</summary>
internal interface IHistorySource : IDisposable
{
    /// <summary>Answers the look-ups of a group, each as soon as it can; where it throws, those that are left are failed by the reader.</summary>
    Task ReadAsync(IReadOnlyList<HistoryLookup> group);
}
