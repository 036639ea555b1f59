using Manidala.Engine.Sessions;

namespace Manidala.Storage;

/// <summary>The append-only log of interactions: the truth that everything else is a fold over.</summary>
public interface IInteractionJournal
{
    /// <summary>
    /// Queues the interactions at once, in call order, and completes when the group that carries them has been committed.
    /// All of one call are committed together. Results are in the order given. A failure leaves open whether they were committed:
    /// the same ids can be appended again. Throws <see cref="JournalOverloadedException"/> at once where the bounded queue is full.
    /// </summary>
    Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken);

    /// <summary>
    /// What a fold needs of one user's interactions with a sequence above <paramref name="afterSequence"/>, oldest first: the newest <paramref name="limit"/> of
    /// them. Throws <see cref="TimeoutException"/> where it would wait for too long.
    /// </summary>
    Task<IReadOnlyList<PastInteraction>> ReadHistoryAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>The same of all of one user's interactions where they are at most <paramref name="most"/>; null, at the cost of that many, where they are more.</summary>
    Task<IReadOnlyList<PastInteraction>?> ReadShortHistoryAsync(string userId, int most, CancellationToken cancellationToken);

    /// <summary>One user's interactions with a sequence above <paramref name="afterSequence"/>, oldest first: the oldest <paramref name="limit"/> of them.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadOldestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// All users' interactions after <paramref name="afterSequence"/> in sequence order, up to the horizon below which no transaction
    /// can commit any more: a follower that goes on from the last sequence it saw misses nothing and sees nothing twice.
    /// </summary>
    Task<IReadOnlyList<JournalEntry>> ReadPageAsync(long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>The highest sequence below the horizon of <see cref="ReadPageAsync"/>; 0 where the journal is empty.</summary>
    Task<long> ReadHorizonAsync(CancellationToken cancellationToken);

    /// <summary>Removes every interaction of the user; answers how many there were.</summary>
    Task<long> EraseUserAsync(string userId, CancellationToken cancellationToken);
}

/// <summary>More interactions wait for the journal than its queue may hold; nothing of this call was queued.</summary>
public sealed class JournalOverloadedException(int limit)
    : Exception($"More than {limit} interactions wait for the journal; try again later.");
