using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>The feedback that users' grains took, in memory.</summary>
public sealed class TestFeedbackGrain(World world) : Grain, IFeedbackGrain
{
    public Task<ImmutableArray<FeedbackRecord>> OfUser(
        string userId, string? feedbackType, bool withLater = false, CancellationToken cancellationToken = default) =>
        Task.FromResult(All(one => one.Place.UserId == userId && (feedbackType is null || one.Place.FeedbackType == feedbackType)));

    public Task<ImmutableArray<FeedbackRecord>> OfItem(string itemId, string? feedbackType, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult(All(one => one.Place.ItemId == itemId && (feedbackType is null || one.Place.FeedbackType == feedbackType)));

    public Task<ImmutableArray<FeedbackRecord>> Between(string userId, string itemId, CancellationToken cancellationToken = default) =>
        Task.FromResult(All(one => one.Place.UserId == userId && one.Place.ItemId == itemId));

    public Task<ImmutableArray<FeedbackRecord>> Page(
        string? feedbackType, FeedbackPlace? from, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<FeedbackRecord>>([.. All(one => feedbackType is null || one.Place.FeedbackType == feedbackType).Take(limit)]);

    public Task<ImmutableArray<Likeness>> Neighbours(string userId, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<Likeness>>([new("like-" + userId, 0.5)]);

    public Task<int> DeleteOfItem(string itemId, CancellationToken cancellationToken = default) => Task.FromResult(0);

    private ImmutableArray<FeedbackRecord> All(Func<FeedbackRecord, bool> isWanted) =>
    [
        .. world.Feedback.SelectMany(user => user.Value.Select(one => new FeedbackRecord(
            new(one.Feedback.FeedbackType, user.Key, one.Feedback.ItemId), one.Feedback.Value, one.Feedback.TimestampMs,
            one.Feedback.LabelsJson, one.Feedback.Comment))).Where(isWanted),
    ];
}
