using System.Text.Json.Serialization;

namespace Manidala.Bench.Plan;

/// <summary>What decides how many machines a role has.</summary>
internal enum SizedBy
{
    [JsonStringEnumMemberName("replicas")]
    Replicas,

    [JsonStringEnumMemberName("cores")]
    Cores,

    /// <summary>Cores, kept emptier than asked so that p99 stays within its bound.</summary>
    [JsonStringEnumMemberName("latency")]
    Latency,

    [JsonStringEnumMemberName("memory")]
    Memory,

    [JsonStringEnumMemberName("gpu")]
    Gpu,
}
