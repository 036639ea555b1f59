using System.Text.Json.Serialization;

namespace Manidala.Bench.Doctor;

/// <summary>What the doctor found in a data folder.</summary>
/// <param name="Interactions">In the journal.</param>
/// <param name="Snapshots">Of sessions, that could be read.</param>
internal sealed record DatabaseReport(string Date, string Folder, long Interactions, long Snapshots, IReadOnlyList<DatabaseFinding> Findings)
{
    public bool IsIntact => Findings.All(finding => finding.Faults == 0);
}

/// <summary>One thing that has to be so.</summary>
/// <param name="Rule">In words.</param>
/// <param name="Faults">How often it is not.</param>
/// <param name="First">What was found there first; null without a fault.</param>
internal sealed record DatabaseFinding(string Rule, long Faults, string? First);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatabaseReport))]
internal sealed partial class DatabaseJson : JsonSerializerContext;
