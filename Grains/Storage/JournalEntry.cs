using Manidala.Engine.Sessions;

namespace Manidala.Storage;

/// <summary>An interaction in its place in the journal.</summary>
public readonly record struct JournalEntry(long Sequence, Interaction Interaction)
{
    /// <summary>When the journal took it, in Unix milliseconds; null where that was not asked for.</summary>
    public long? RecordedMs { get; init; }
}

/// <summary>The durable outcome of one append.</summary>
/// <param name="Sequence">Its place in the journal; for a duplicate, the place of the first.</param>
public readonly record struct AppendResult(long Sequence, bool IsDuplicate);
