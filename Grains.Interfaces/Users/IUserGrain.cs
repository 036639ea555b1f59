using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Manidala.Grains.Interfaces;

/// <summary>One user's live session; the key is made by <see cref="UserKeys"/>.</summary>
[Alias("manidala.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// Writes the interactions to the journal, in the given order, and answers when they are durable.
    /// A feed asked for after the answer reflects them. Repeating an id is harmless.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Record")]
    Task<ImmutableArray<RecordedInteraction>> Record(
        ImmutableArray<NewInteraction> interactions, CancellationToken cancellationToken = default);

    /// <summary>The next items for this user; throws <see cref="InvalidRequestException"/> for a bad category or cursor.</summary>
    [AlwaysInterleave]
    [Alias("GetFeed")]
    Task<Feed> GetFeed(FeedQuery query, CancellationToken cancellationToken = default);

    /// <summary>Answers as soon as the feed's version differs from <paramref name="seen"/>, or after the wait with the same version.</summary>
    [AlwaysInterleave]
    [Alias("WaitForChange")]
    Task<FeedVersion> WaitForChange(FeedVersion seen, TimeSpan longestWait, CancellationToken cancellationToken = default);

    /// <summary>What the grain holds of this user right now.</summary>
    [AlwaysInterleave]
    [Alias("GetSession")]
    Task<SessionView> GetSession(int count, CancellationToken cancellationToken = default);

    /// <summary>A page of everything journaled of this user, oldest first.</summary>
    [AlwaysInterleave]
    [Alias("Export")]
    Task<ImmutableArray<JournaledInteraction>> Export(long afterSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// The next items as if the user had done these, too, which are stored nowhere and change nothing. The feed's sequence is that of what is stored.
    /// </summary>
    [AlwaysInterleave]
    [Alias("GetFeedAfter")]
    Task<Feed> GetFeedAfter(ImmutableArray<NewInteraction> passing, FeedQuery query, CancellationToken cancellationToken = default);

    /// <summary>All that is held of this user beside the journal.</summary>
    [AlwaysInterleave]
    [Alias("ExportSession")]
    Task<HeldSession> ExportSession(CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps feedback, durably: in the list of feedback and, as interactions, in the journal; a feed asked for after the answer reflects it. What is there already stays
    /// as it is, or is overwritten. Repeating a call is harmless.
    /// </summary>
    [Alias("PutFeedback")]
    Task PutFeedback(ImmutableArray<NewFeedback> feedback, bool overwrites, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes this user's feedback with an item back, of one type or of all (null), and answers how many there were. A feed asked for after the answer knows nothing of
    /// them.
    /// </summary>
    [Alias("DeleteFeedback")]
    Task<int> DeleteFeedback(string itemId, string? feedbackType, CancellationToken cancellationToken = default);

    /// <summary>Journals feedback whose time has come since it was given.</summary>
    [Alias("JournalDueFeedback")]
    Task JournalDueFeedback(CancellationToken cancellationToken = default);

    /// <summary>Removes profile, feedback, journal rows, snapshot and live state of this user; answers how many interactions were removed.</summary>
    [Alias("Erase")]
    Task<long> Erase(CancellationToken cancellationToken = default);
}
