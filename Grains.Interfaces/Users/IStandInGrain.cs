using Orleans.Concurrency;

namespace Manidala.Grains.Interfaces;

/// <summary>Answers for users whose own grain does not, on whichever silo the call reaches first; every key is the same.</summary>
[Alias("manidala.IStandInGrain")]
public interface IStandInGrain : IGrainWithIntegerKey
{
    /// <summary>A feed that knows nothing of the user and says so; throws <see cref="InvalidRequestException"/> for a bad category or cursor.</summary>
    [AlwaysInterleave]
    [Alias("GetFeed")]
    Task<Feed> GetFeed(string userId, FeedQuery query, CancellationToken cancellationToken = default);
}
