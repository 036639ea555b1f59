namespace Manidala.Training.Import;

/// <summary>One row of an imported file.</summary>
/// <param name="Line">Its line, which keeps rows of one time in the file's order.</param>
internal readonly record struct ImportedInteraction(long TimestampMs, long Line, string UserId, string ItemId, string Type, double Value);
