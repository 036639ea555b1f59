using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Orleans.Concurrency;

namespace Manidala.Grains.Users;

/// <summary>Reads the list of feedback.</summary>
[StatelessWorker]
internal sealed class FeedbackGrain(IFeedbackStore store, TimeProvider time) : Grain, IFeedbackGrain
{
    // Of a user's newest items this many are looked at, and of each item this many users: bounds what an item of a million users costs.
    private const int NeighbourItems = 50;
    private const int NeighbourUsersAnItem = 500;

    public async Task<ImmutableArray<FeedbackRecord>> OfUser(
        string userId, string? feedbackType, bool withLater, CancellationToken cancellationToken) =>
        ToRecords(await store.ReadOfUserAsync(userId, feedbackType, withLater ? long.MaxValue : NowMs(), cancellationToken));

    public async Task<ImmutableArray<FeedbackRecord>> OfItem(string itemId, string? feedbackType, int limit, CancellationToken cancellationToken) =>
        ToRecords(await store.ReadOfItemAsync(itemId, feedbackType, limit, cancellationToken));

    public async Task<ImmutableArray<FeedbackRecord>> Between(string userId, string itemId, CancellationToken cancellationToken) =>
        ToRecords(await store.ReadOfUserAndItemAsync(userId, itemId, cancellationToken));

    public async Task<ImmutableArray<FeedbackRecord>> Page(
        string? feedbackType, FeedbackPlace? from, int limit, CancellationToken cancellationToken)
    {
        FeedbackKey? key = from is null ? null : new(from.FeedbackType, from.UserId, from.ItemId);
        return ToRecords(await store.ReadPageAsync(feedbackType, key, NowMs(), limit, cancellationToken));
    }

    public async Task<ImmutableArray<Likeness>> Neighbours(string userId, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<FeedbackNeighbour> found = await store.ReadNeighboursAsync(userId, NeighbourItems, NeighbourUsersAnItem, cancellationToken);
        return [.. found.Take(limit).Select(neighbour => new Likeness(neighbour.UserId, neighbour.Share))];
    }

    public Task<int> DeleteOfItem(string itemId, CancellationToken cancellationToken) => store.DeleteOfItemAsync(itemId, cancellationToken);

    private static ImmutableArray<FeedbackRecord> ToRecords(IReadOnlyList<StoredFeedback> feedback) => [.. feedback.Select(ContractMapping.ToRecord)];

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
