using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>Answers with what it was given: the feed's items are named for the interactions.</summary>
public sealed class TestPassingSessionGrain : Grain, IPassingSessionGrain
{
    public Task<Feed> GetFeed(ImmutableArray<NewInteraction> interactions, FeedQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Feed(
            "r1", "", 0, "m1", false, [.. interactions.Select(each => new FeedItem($"after-{each.Type}-{each.ItemId}", 1, "session", null))], null));
}
