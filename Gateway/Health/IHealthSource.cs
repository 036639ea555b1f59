using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Health;

/// <summary>Whom readiness is asked of. By default a silo of the cluster: in a silo's own process itself, in a gateway's any.</summary>
public interface IHealthSource
{
    /// <summary>Throws what a call into the cluster throws where nobody answers in time.</summary>
    Task<HealthReport> CheckAsync(TimeSpan within, CancellationToken aborted);
}
