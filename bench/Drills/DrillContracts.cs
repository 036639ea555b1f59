using System.Text.Json.Serialization;

namespace Manidala.Bench.Drills;

/// <summary>Something that has to hold.</summary>
/// <param name="Holds">Whether <paramref name="Value"/> is at most <paramref name="Limit"/>, or at least where <paramref name="IsAtLeast"/> says so.</param>
internal sealed record DrillBound(string Name, double Value, double Limit, string Unit, bool IsAtLeast, bool Holds)
{
    public static DrillBound AtMost(string name, double value, double limit, string unit = "") => new(name, value, limit, unit, IsAtLeast: false, value <= limit);

    public static DrillBound AtLeast(string name, double value, double limit, string unit = "") => new(name, value, limit, unit, IsAtLeast: true, value >= limit);

    public static DrillBound None(string name, long count) => AtMost(name, count, 0);
}

/// <summary>Something that was done to the cluster, or that happened to it.</summary>
/// <param name="Seconds">Since the load began.</param>
internal sealed record DrillEvent(double Seconds, string What);

/// <summary>What attempts were answered or met instead of what was asked for.</summary>
/// <param name="InWarmUp">How many of them came before anything was done.</param>
/// <param name="FirstSeconds">Since the load began.</param>
internal sealed record DrillRefusals(string Reason, long Count, long InWarmUp, double FirstSeconds, double LastSeconds);

/// <param name="Figures">What is worth knowing and has no bound.</param>
internal sealed record DrillResult(
    string Name,
    string What,
    bool Holds,
    IReadOnlyList<DrillBound> Bounds,
    IReadOnlyDictionary<string, double> Figures,
    IReadOnlyList<DrillRefusals> Refusals,
    IReadOnlyList<DrillEvent> Events);

/// <param name="Commit">Of the sources; null where that is not known.</param>
internal sealed record DrillReport(string Date, string Machine, string Command, string? Commit, IReadOnlyList<DrillResult> Drills);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DrillReport))]
internal sealed partial class DrillJson : JsonSerializerContext;
