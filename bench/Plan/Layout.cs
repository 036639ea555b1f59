using System.Text.Json.Serialization;

namespace Manidala.Bench.Plan;

/// <summary>How roles are laid out over machines.</summary>
internal enum Layout
{
    /// <summary>Silo, gateway and SQLite in one process.</summary>
    [JsonStringEnumMemberName("one process")]
    OneProcess,

    /// <summary>Silos that answer HTTP themselves, and PostgreSQL.</summary>
    [JsonStringEnumMemberName("silos with HTTP")]
    CohostedSilos,

    /// <summary>Gateways, silos and PostgreSQL.</summary>
    [JsonStringEnumMemberName("cluster")]
    Cluster,

    /// <summary>A cluster whose silos ask model silos with a GPU.</summary>
    [JsonStringEnumMemberName("cluster with GPU")]
    GpuCluster,
}
