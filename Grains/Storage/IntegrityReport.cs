namespace Manidala.Storage;

/// <summary>What reading all of a database found.</summary>
/// <param name="Interactions">In the journal.</param>
/// <param name="Snapshots">Of sessions, that could be read.</param>
public sealed record IntegrityReport(long Interactions, long Snapshots, IReadOnlyList<IntegrityFinding> Findings)
{
    public bool IsIntact => Findings.All(finding => finding.Faults == 0);
}

/// <summary>One thing that has to be so.</summary>
/// <param name="Rule">In words.</param>
/// <param name="Faults">How often it is not.</param>
/// <param name="First">What was found there first; null without a fault.</param>
public sealed record IntegrityFinding(string Rule, long Faults, string? First);
