using Manidala.Engine.Sessions;

namespace Manidala.Storage;

/// <summary>An interaction in its place in the journal.</summary>
/// <param name="RecordedMs">When it was written, in Unix milliseconds, by one clock for all writers: that of the PostgreSQL server, or of the one process that has the file.</param>
public readonly record struct JournalEntry(long Sequence, Interaction Interaction, long RecordedMs);

/// <summary>The durable outcome of one append.</summary>
/// <param name="Sequence">Its place in the journal; for a duplicate, the place of the first.</param>
public readonly record struct AppendResult(long Sequence, bool IsDuplicate);
