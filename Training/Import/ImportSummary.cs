namespace Manidala.Training.Import;

/// <summary>What an import did.</summary>
/// <param name="Added">Interactions that were not in the journal before.</param>
/// <param name="Known">Interactions that were.</param>
/// <param name="ItemsDescribed">Items that the files describe.</param>
/// <param name="ItemsChanged">Items that are new to the catalogue or differ from what it held.</param>
internal sealed record ImportSummary(long Added, long Known, int ItemsDescribed, int ItemsChanged, MalformedLines Malformed);
