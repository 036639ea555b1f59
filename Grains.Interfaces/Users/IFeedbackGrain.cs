using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Manidala.Grains.Interfaces;

/// <summary>Reads feedback of all users; every key is the same. It is given and taken back at its user's grain.</summary>
[Alias("manidala.IFeedbackGrain")]
public interface IFeedbackGrain : IGrainWithIntegerKey
{
    /// <summary>One user's, of one type or of all (null), by item.</summary>
    /// <param name="withLater">Whether what is dated later than now is in the list.</param>
    [AlwaysInterleave]
    [Alias("OfUser")]
    Task<ImmutableArray<FeedbackRecord>> OfUser(
        string userId, string? feedbackType, bool withLater = false, CancellationToken cancellationToken = default);

    /// <summary>An item's, of one type or of all (null), the newest first.</summary>
    [AlwaysInterleave]
    [Alias("OfItem")]
    Task<ImmutableArray<FeedbackRecord>> OfItem(string itemId, string? feedbackType, int limit, CancellationToken cancellationToken = default);

    /// <summary>One user's with one item, by type.</summary>
    [AlwaysInterleave]
    [Alias("Between")]
    Task<ImmutableArray<FeedbackRecord>> Between(string userId, string itemId, CancellationToken cancellationToken = default);

    /// <summary>A page of all, by type, user and item; none that is dated later than now.</summary>
    /// <param name="from">Where the page begins; null for the beginning.</param>
    [AlwaysInterleave]
    [Alias("Page")]
    Task<ImmutableArray<FeedbackRecord>> Page(string? feedbackType, FeedbackPlace? from, int limit, CancellationToken cancellationToken = default);

    /// <summary>Other users by the share of this one's newest items that they gave feedback on as well, highest first.</summary>
    [AlwaysInterleave]
    [Alias("Neighbours")]
    Task<ImmutableArray<Likeness>> Neighbours(string userId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Deletes all feedback of an item that is gone; what it meant for sessions stays in the journal.</summary>
    [AlwaysInterleave]
    [Alias("DeleteOfItem")]
    Task<int> DeleteOfItem(string itemId, CancellationToken cancellationToken = default);
}
