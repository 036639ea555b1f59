using System.Text.Json.Serialization;
using Manidala.Bench.Measurement;

namespace Manidala.Bench.Serving;

/// <summary>One figure of one row.</summary>
/// <param name="IsBetterHigher">Whether more is better.</param>
/// <param name="Value">The median of the runs.</param>
internal sealed record BenchFigure(string Row, string Name, string Unit, bool IsBetterHigher, double Value, IReadOnlyList<double> Runs);

/// <param name="X">What is varied.</param>
internal sealed record CurvePoint(double X, double Y);

/// <summary>How one thing follows another.</summary>
/// <param name="Slope">Of log y against log x by least squares: 0 for what stays as it is, 1 for what grows alike; null where a point is not above 0 or there is only one.</param>
internal sealed record BenchCurve(string Row, string Name, string X, string Y, double? Slope, IReadOnlyList<CurvePoint> Points);

/// <param name="Commit">Of the sources; null where that is not known.</param>
/// <param name="Answers">By row, what was not as it should be of all that was answered, and how often.</param>
/// <param name="Skipped">Rows that could not be run, and why.</param>
/// <param name="Retrieval">The searches, where that row was run.</param>
internal sealed record BenchReport(
    string Date,
    string Machine,
    string Command,
    string? Commit,
    int Items,
    IReadOnlyList<BenchFigure> Figures,
    IReadOnlyList<BenchCurve> Curves,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Answers,
    IReadOnlyDictionary<string, string> Skipped,
    RetrievalReport? Retrieval);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchReportJson : JsonSerializerContext;
