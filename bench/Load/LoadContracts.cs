using System.Text.Json.Serialization;

namespace Manidala.Bench.Load;

internal sealed record ListEntry(string Id);

internal sealed record ListAnswer(ListEntry[] Items);

/// <summary>Milliseconds.</summary>
internal sealed record Latencies(long Count, double PerSecond, double Mean, double P50, double P90, double P99, double P999, double Max);

/// <param name="Asked">Operations a second that were asked for.</param>
/// <param name="Sent">Operations a second that were begun.</param>
/// <param name="MostLateMs">By how much the driver itself was late at most.</param>
internal sealed record LoadRunReport(
    double Asked,
    double Sent,
    double Seconds,
    double MostLateMs,
    IReadOnlyDictionary<string, Latencies> Latencies,
    IReadOnlyDictionary<string, long> Failures,
    IReadOnlyDictionary<string, long> Faults,
    IReadOnlyDictionary<string, long> Notes);

/// <param name="Floor">The same rate of calls that do nothing; null where the server has no floor.</param>
/// <param name="HighestRate">With a ramp: the highest rate at which all was well.</param>
internal sealed record LoadReport(
    string Date, string Machine, string Command, string? Model, LoadRunReport Load, LoadRunReport? Floor, double? HighestRate, IReadOnlyList<LoadRunReport>? Steps);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListAnswer))]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadJson : JsonSerializerContext;
