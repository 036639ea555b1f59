using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Cluster;

internal sealed class NoOpGrain : Grain, INoOpGrain
{
    public Task<int> Call(CancellationToken cancellationToken) => Task.FromResult(0);
}
