using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Orleans.Concurrency;

namespace Manidala.Grains.Cluster;

/// <summary>Says how this silo is.</summary>
[StatelessWorker]
internal sealed class HealthGrain(SiloReadiness readiness) : Grain, IHealthGrain
{
    public Task<HealthReport> Check(CancellationToken cancellationToken) => Task.FromResult(readiness.Report());
}
