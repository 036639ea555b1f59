namespace Manidala.Client;

/// <summary>What became of an import's lines.</summary>
/// <param name="Errors">The first of those that failed.</param>
/// <param name="UnlistedErrors">How many more there are.</param>
public sealed record ImportReport(long Lines, long Accepted, long Duplicates, long Failed, IReadOnlyList<ImportError> Errors, long UnlistedErrors);
