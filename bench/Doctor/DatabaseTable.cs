using System.Globalization;

namespace Manidala.Bench.Doctor;

/// <summary>The doctor's words on a data folder.</summary>
internal static class DatabaseTable
{
    public static void Write(DatabaseReport report, TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Folder}: {report.Interactions:N0} interactions, {report.Snapshots:N0} snapshots of sessions"));
        foreach (DatabaseFinding finding in report.Findings)
        {
            to.WriteLine(finding.First is null
                ? $"  ok    {finding.Rule}"
                : string.Create(CultureInfo.InvariantCulture, $"  FAULT {finding.Rule}: {finding.Faults:N0} times not, first: {finding.First}"));
        }

        to.WriteLine(report.IsIntact ? "The database is intact." : "The database is not intact.");
    }
}
