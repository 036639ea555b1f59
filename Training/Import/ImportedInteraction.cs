namespace Manidala.Training.Import;

/// <summary>One row of an imported file.</summary>
/// <param name="Line">Its line, which keeps rows of one time in the file's order.</param>
/// <param name="Id">Its own id; null where the file gives none, so that one is derived.</param>
internal readonly record struct ImportedInteraction(
    long TimestampMs, long Line, string UserId, string ItemId, string Type, double Value, string? Id = null);
