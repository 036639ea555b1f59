using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>A feed that knows nobody.</summary>
public sealed class TestStandInGrain(World world) : Grain, IStandInGrain
{
    public async Task<Feed> GetFeed(string userId, FeedQuery query, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("stand-in:" + userId, cancellationToken);
        return new("r0", userId, 0, "m1", IsFallback: true, [new("trending", 1, "trending", null)], null);
    }
}
