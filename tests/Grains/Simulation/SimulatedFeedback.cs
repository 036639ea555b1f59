using Manidala.Storage;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>A silo's way to feedback, of which a session needs no more than that it goes with its user.</summary>
internal sealed class SimulatedFeedback(SimulatedSilo silo) : IFeedbackStore
{
    public Task EraseUserAsync(string userId, CancellationToken cancellationToken) => silo.Hold(new HeldOperation<bool>("erase feedback", () => true));

    public Task<IReadOnlyList<StoredFeedback>> FindAsync(string userId, IReadOnlyCollection<string> itemIds, CancellationToken cancellationToken) => throw NotHere();

    public Task PutAsync(IReadOnlyList<StoredFeedback> feedback, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<StoredFeedback>> ReadOfUserAsync(string userId, string? feedbackType, long untilMs, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<StoredFeedback>> ReadOfItemAsync(string itemId, string? feedbackType, int limit, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<StoredFeedback>> ReadOfUserAndItemAsync(string userId, string itemId, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<StoredFeedback>> ReadPageAsync(
        string? feedbackType, FeedbackKey? from, long untilMs, int limit, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<StoredFeedback>> ReadDueAsync(string userId, long nowMs, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<string>> ReadDueUsersAsync(long nowMs, int limit, CancellationToken cancellationToken) => throw NotHere();

    public Task<IReadOnlyList<FeedbackNeighbour>> ReadNeighboursAsync(string userId, int items, int usersAnItem, CancellationToken cancellationToken) => throw NotHere();

    public Task<int> DeleteOfItemAsync(string itemId, CancellationToken cancellationToken) => throw NotHere();

    private static NotSupportedException NotHere() => new("No session needs it.");
}
