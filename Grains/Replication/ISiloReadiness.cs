namespace Manidala.Grains.Replication;

/// <summary>For the host: when this silo can serve for the first time.</summary>
public interface ISiloReadiness
{
    /// <summary>Completes once catalogue, model and trending items have been taken over and the database has answered.</summary>
    Task FirstReady { get; }
}
