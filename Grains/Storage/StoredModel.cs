namespace Manidala.Storage;

/// <summary>The active model as it lies in the database.</summary>
/// <param name="Faults">Files that are not as its manifest says, each in words.</param>
public sealed record StoredModel(string Version, long Bytes, IReadOnlyList<string> Faults);
