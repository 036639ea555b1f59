using System.Text.Json.Serialization;

namespace Manidala.Bench.Plan;

/// <summary>What a machine runs.</summary>
internal enum Role
{
    [JsonStringEnumMemberName("process")]
    Process,

    [JsonStringEnumMemberName("gateway")]
    Gateway,

    [JsonStringEnumMemberName("silo")]
    Silo,

    [JsonStringEnumMemberName("model silo")]
    ModelSilo,

    [JsonStringEnumMemberName("database")]
    Database,
}
