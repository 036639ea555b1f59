using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Health;

/// <summary>Readiness as a silo that hosts users says it.</summary>
internal sealed class ClusterHealth(IGrainFactory grains, GrainCalls calls) : IHealthSource
{
    public Task<HealthReport> CheckAsync(TimeSpan within, CancellationToken aborted) =>
        calls.CallOnceAsync(grains.Find<IHealthGrain>(), static (grain, cancel) => grain.Check(cancel), within, aborted);
}
