using Manidala.Engine.Sessions;

namespace Manidala.Storage;

/// <summary>An interaction in its place in the journal.</summary>
public readonly record struct JournalEntry(long Sequence, Interaction Interaction);

/// <summary>The durable outcome of one append.</summary>
/// <param name="Sequence">Its place in the journal; for a duplicate, the place of the first.</param>
public readonly record struct AppendResult(long Sequence, bool IsDuplicate);
