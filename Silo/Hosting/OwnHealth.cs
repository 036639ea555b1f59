using Manidala.Gateway.Health;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;

namespace Manidala.Silo.Hosting;

/// <summary>Readiness of a silo that hosts models alone: it has no grain that would say it, and another silo's answer says nothing of this one.</summary>
internal sealed class OwnHealth(ISiloReadiness readiness) : IHealthSource
{
    public Task<HealthReport> CheckAsync(TimeSpan within, CancellationToken aborted) => Task.FromResult(readiness.Report());
}
