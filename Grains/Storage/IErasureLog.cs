namespace Manidala.Storage;

/// <summary>That users were erased, when, and how many rows that took; nothing of whom.</summary>
public interface IErasureLog
{
    /// <summary>The newest first, below <paramref name="below"/>, at most <paramref name="limit"/> of them.</summary>
    Task<IReadOnlyList<Erasure>> ReadAsync(long below, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The number of the newest erasure; 0 where there was none. What was computed from the journal when it was another one may contain somebody who is gone.
    /// </summary>
    Task<long> ReadLastAsync(CancellationToken cancellationToken);
}

/// <summary>One user's erasure.</summary>
/// <param name="Number">Counts from 1, never given twice.</param>
/// <param name="Interactions">How many rows of the journal went.</param>
public readonly record struct Erasure(long Number, DateTimeOffset Time, long Interactions);
