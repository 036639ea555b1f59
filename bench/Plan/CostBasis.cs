using System.Text.Json.Serialization;

namespace Manidala.Bench.Plan;

/// <summary>How a number is known.</summary>
internal enum CostBasis
{
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>Follows from measured ones.</summary>
    [JsonStringEnumMemberName("derived")]
    Derived,

    [JsonStringEnumMemberName("assumed")]
    Assumed,

    /// <summary>What is being built for, and not yet measured.</summary>
    [JsonStringEnumMemberName("target")]
    Target,
}
