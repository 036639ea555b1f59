using System.Globalization;
using Manidala.Storage;

namespace Manidala.Silo.Doctor;

/// <summary>What the facts of the database mean.</summary>
internal static class DatabaseCheck
{
    private const string Area = "database";
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TooFewPartitions = TimeSpan.FromDays(7);

    public static IEnumerable<Finding> Judge(DatabaseFacts facts, DateTimeOffset now)
    {
        yield return Presence(facts);
        foreach (string right in facts.MissingRights)
        {
            yield return Finding.Error(
                Area, $"this process may not {right}", "Run as a user who may write the folder, or give the role what docs/postgres/roles.sql gives to manidala_service.");
        }

        if (facts.IsReadOnly)
        {
            yield return Finding.Error(Area, "the server takes no writes: it is a standby, or read-only", "Connect to the primary.");
        }

        if (facts.PartitionsEnd is { } end && end - now < TooFewPartitions)
        {
            yield return Finding.Warning(
                Area,
                string.Create(CultureInfo.InvariantCulture, $"the journal's partitions end at {end:u}"),
                "Run `./manidala schema` as the role that owns the tables; interactions are taken all the same, but cannot be archived by time.");
        }
    }

    private static Finding Presence(DatabaseFacts facts)
    {
        string found = string.Create(
            CultureInfo.InvariantCulture, $"{facts.Where}: {facts.Version}, answers in {facts.Latency.TotalMilliseconds:0.0} ms, schema {facts.Schema} of {facts.KnownSchema}");
        return facts switch
        {
            { Version: "" } => Finding.Warning(Area, $"{facts.Where} is not there yet", "The first start makes it. Where there should be data, look at --data."),
            { IsReadable: false } => Finding.Error(Area, found, "A newer Manidala has migrated it: start that one, or restore a backup from before."),
            { Schema: 0 } => Finding.Ok(Area, $"{found}: still without tables, which the first start makes"),
            { Schema: var schema, KnownSchema: var known } when schema < known => Finding.Warning(Area, found, "The next start of this version migrates it: take a backup first."),
            { Latency: var latency } when latency > Slow => Finding.Warning(
                Area, found, "An acknowledgement waits for at least one such round trip: put the database nearer, or look at what keeps it busy."),
            _ => Finding.Ok(Area, found),
        };
    }

    public static IEnumerable<Finding> Judge(IntegrityReport report)
    {
        IntegrityFinding[] faults = [.. report.Findings.Where(finding => finding.Faults > 0)];
        return faults.Length == 0
            ? [Finding.Ok("integrity", string.Create(CultureInfo.InvariantCulture, $"{report.Interactions:N0} interactions and {report.Snapshots:N0} snapshots of sessions are whole and agree"))]
            : faults.Select(fault => Finding.Error(
                "integrity",
                string.Create(CultureInfo.InvariantCulture, $"not so: {fault.Rule} ({fault.Faults:N0} times; first: {fault.First})"),
                "Stop what serves from it, keep a copy for whoever looks into it, and restore the last backup (docs/operations.md)."));
    }
}
