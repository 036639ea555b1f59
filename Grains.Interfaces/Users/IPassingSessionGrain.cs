using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Manidala.Grains.Interfaces;

/// <summary>Feeds for sessions that are nobody's: what was done comes with the call and is held nowhere. Every key is the same.</summary>
[Alias("manidala.IPassingSessionGrain")]
public interface IPassingSessionGrain : IGrainWithIntegerKey
{
    /// <summary>The next items for somebody who did just this; throws <see cref="InvalidRequestException"/> for a bad category.</summary>
    [AlwaysInterleave]
    [Alias("GetFeed")]
    Task<Feed> GetFeed(ImmutableArray<NewInteraction> interactions, FeedQuery query, CancellationToken cancellationToken = default);
}
