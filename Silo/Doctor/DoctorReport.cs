using System.Text.Json.Serialization;

namespace Manidala.Silo.Doctor;

/// <summary>All that the doctor found.</summary>
internal sealed record DoctorReport(IReadOnlyList<Finding> Findings)
{
    public bool IsWell => Findings.All(finding => finding.Level != FindingLevel.Error);

    public void Write(TextWriter to)
    {
        foreach (Finding finding in Findings)
        {
            string level = finding.Level switch { FindingLevel.Ok => "ok", FindingLevel.Warning => "warning", _ => "ERROR" };
            to.WriteLine($"{level,-8}{finding.Area,-14}{finding.Found}");
            if (finding.Advice is { } advice)
            {
                to.WriteLine($"{"",-22}{advice}");
            }
        }

        to.WriteLine($"{Count(FindingLevel.Error)} errors, {Count(FindingLevel.Warning)} warnings, {Count(FindingLevel.Ok)} ok");
    }

    private int Count(FindingLevel level) => Findings.Count(finding => finding.Level == level);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;
