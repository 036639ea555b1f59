namespace Manidala.Storage;

/// <summary>Which feedback it is: a user has one of a type with an item.</summary>
public sealed record FeedbackKey(string FeedbackType, string UserId, string ItemId);

/// <summary>Feedback as Gorse's clients know it. What it means for sessions and models stands in the journal, under the type <see cref="Type"/>.</summary>
/// <param name="LabelsJson">A JSON value, passed on as it is.</param>
/// <param name="Type">The interaction type that it counts as.</param>
/// <param name="Version">Rises with each change: the ids of its interactions in the journal are made of it.</param>
/// <param name="IsPending">Whether its time is yet to come: it is journaled then.</param>
/// <param name="IsDeleted">A deleted one is kept for its version.</param>
public sealed record StoredFeedback(
    FeedbackKey Key, double Value, long TimestampMs, string LabelsJson, string Comment, string Type, long Version, bool IsPending, bool IsDeleted);

/// <summary>How much of one user's newest feedback another one shares.</summary>
/// <param name="Share">Above 0, at most 1.</param>
public readonly record struct FeedbackNeighbour(string UserId, double Share);

/// <summary>The <c>feedback</c> table. Lists leave out what is deleted; those with a time leave out what is dated later.</summary>
public interface IFeedbackStore
{
    /// <summary>All that is known of one user with these items, deleted or not.</summary>
    Task<IReadOnlyList<StoredFeedback>> FindAsync(string userId, IReadOnlyCollection<string> itemIds, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces what one user gave, all or none, and makes the user a profile where there is none. Many calls share a commit.</summary>
    Task PutAsync(IReadOnlyList<StoredFeedback> feedback, CancellationToken cancellationToken);

    Task<IReadOnlyList<StoredFeedback>> ReadOfUserAsync(string userId, string? feedbackType, long untilMs, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<StoredFeedback>> ReadOfItemAsync(string itemId, string? feedbackType, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<StoredFeedback>> ReadOfUserAndItemAsync(string userId, string itemId, CancellationToken cancellationToken);

    /// <summary>By type, user and item, from a key on.</summary>
    Task<IReadOnlyList<StoredFeedback>> ReadPageAsync(
        string? feedbackType, FeedbackKey? from, long untilMs, int limit, CancellationToken cancellationToken);

    /// <summary>One user's feedback whose time has come and that is not journaled.</summary>
    Task<IReadOnlyList<StoredFeedback>> ReadDueAsync(string userId, long nowMs, CancellationToken cancellationToken);

    /// <summary>Users with such.</summary>
    Task<IReadOnlyList<string>> ReadDueUsersAsync(long nowMs, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Other users by how many of the items of this one's newest feedback they share. Looked at are so many items, and of each so many users who gave feedback last.
    /// </summary>
    Task<IReadOnlyList<FeedbackNeighbour>> ReadNeighboursAsync(string userId, int items, int usersAnItem, CancellationToken cancellationToken);

    /// <summary>Deletes all feedback of an item; answers how many.</summary>
    Task<int> DeleteOfItemAsync(string itemId, CancellationToken cancellationToken);

    /// <summary>Removes the user's profile and all of the user's feedback, deleted or not, without a trace.</summary>
    Task EraseUserAsync(string userId, CancellationToken cancellationToken);
}
