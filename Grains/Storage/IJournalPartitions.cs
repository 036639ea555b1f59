namespace Manidala.Storage;

/// <summary>The pieces in which PostgreSQL holds the journal, by the time of recording. Making and dropping them takes the role that owns the tables.</summary>
public interface IJournalPartitions
{
    /// <summary>Makes partitions for the time to come, where this role owns the journal, and answers how far they reach.</summary>
    Task<PartitionCoverage> KeepAheadAsync(CancellationToken cancellationToken);

    /// <summary>All of them, oldest first; that which takes what no other one does is the last.</summary>
    Task<IReadOnlyList<JournalPartition>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The clock by which interactions are recorded.</summary>
    Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>Of this journal alone, also after a move to another server.</summary>
    Task<Guid> ReadJournalIdAsync(CancellationToken cancellationToken);

    /// <summary>Hands over all of a partition's interactions as they were at one moment, in the order of their sequences, in pages.</summary>
    /// <returns>That moment, which <see cref="DropAsync"/> asks for.</returns>
    Task<PartitionMoment> ReadAsync(JournalPartition partition, Func<IReadOnlyList<JournalEntry>, Task> take, CancellationToken cancellationToken);

    /// <summary>
    /// Drops the oldest partition, of which nothing may have come since the moment, and keeps those of its interactions that are among the newest <paramref name="keep"/>
    /// of their user. Throws <see cref="PartitionInUseException"/> where something did come, and then changes nothing.
    /// </summary>
    /// <returns>Whether a user was erased since the moment, so that a copy from then may hold one who is gone.</returns>
    Task<bool> DropAsync(JournalPartition partition, PartitionMoment moment, int keep, CancellationToken cancellationToken);

    /// <summary>Of each entry whether its user still has it: false where the user was erased since, whether or not the interaction was archived.</summary>
    Task<IReadOnlyList<bool>> AreHeldAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);
}

/// <summary>What a partition is for.</summary>
public enum PartitionKind
{
    /// <summary>A stretch of time.</summary>
    Period,

    /// <summary>What was kept of periods that are archived: the newest interactions of each user.</summary>
    Kept,

    /// <summary>What no other one takes.</summary>
    Rest,
}

/// <summary>A piece of the journal.</summary>
/// <param name="From">The first moment of recording that is in it; null where it has no beginning.</param>
/// <param name="To">The first moment after it; null where it has no end.</param>
public sealed record JournalPartition(string Name, DateTimeOffset? From, DateTimeOffset? To, PartitionKind Kind);

/// <param name="End">Up to when there are partitions; null where there is none.</param>
/// <param name="Made">How many were made now.</param>
public readonly record struct PartitionCoverage(DateTimeOffset? End, int Made);

/// <param name="Horizon">The sequence up to which all was committed.</param>
/// <param name="LastErasure">The number of the newest erasure.</param>
public readonly record struct PartitionMoment(long Horizon, long LastErasure);

/// <summary>A partition is still written to, or locked by somebody else; nothing was changed.</summary>
public sealed class PartitionInUseException(string partition, string problem)
    : Exception($"The journal's partition {partition} {problem}; nothing was changed, try again later.");
