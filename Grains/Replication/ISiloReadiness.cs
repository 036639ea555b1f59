using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Replication;

/// <summary>For the host: when this silo can serve.</summary>
public interface ISiloReadiness
{
    /// <summary>Completes once catalogue, model and trending items have been taken over and the database has answered.</summary>
    Task FirstReady { get; }

    /// <summary>Whether this silo can serve now, and what keeps it from that.</summary>
    HealthReport Report();
}
