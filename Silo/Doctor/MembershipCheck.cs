using System.Globalization;
using Manidala.Storage;

namespace Manidala.Silo.Doctor;

/// <summary>What the list of silos says.</summary>
internal static class MembershipCheck
{
    private const string Area = "cluster";

    // A silo says every half minute that it lives.
    private static readonly TimeSpan TooSilent = TimeSpan.FromMinutes(2);

    private static readonly string[] Living = ["Joining", "Active", "ShuttingDown", "Stopping"];

    public static IEnumerable<Finding> Judge(DatabaseFacts facts, string cluster)
    {
        if (facts.Members is not { } members)
        {
            return [Finding.Ok(Area, "one process without a list of silos")];
        }

        SiloRow[] ours = [.. members.Where(member => member.Cluster == cluster)];
        return [Count(ours), .. Silent(ours), .. Others(members, cluster)];
    }

    private static Finding Count(SiloRow[] ours)
    {
        SiloRow[] active = [.. ours.Where(member => member.Status == "Active" && member.Silent < TooSilent)];
        int dead = ours.Count(member => member.Status == "Dead");
        string names = active.Length == 0 ? "" : $": {string.Join(", ", active.Select(member => $"{member.Name} at {member.Address}"))}";
        return Finding.Ok(Area, string.Create(CultureInfo.InvariantCulture, $"{active.Length} silos alive, {dead} dead rows, which go a day after{names}"));
    }

    private static IEnumerable<Finding> Silent(SiloRow[] ours) => ours
        .Where(member => Living.Contains(member.Status) && member.Silent >= TooSilent)
        .Select(member => Finding.Warning(
            Area,
            string.Create(CultureInfo.InvariantCulture, $"{member.Name} at {member.Address} is {member.Status} and has said nothing for {member.Silent:c}"),
            "It was killed while nobody else was there to notice, or hangs. The next silo that starts finds it dead; until then gateways may try it."));

    private static IEnumerable<Finding> Others(IReadOnlyList<SiloRow> members, string cluster)
    {
        string[] others = [.. members.Where(member => member.Cluster != cluster && Living.Contains(member.Status) && member.Silent < TooSilent).Select(member => member.Cluster).Distinct()];
        return others.Length == 0
            ? []
            : [Finding.Warning(Area, $"silos of other clusters live on this database: {string.Join(", ", others)}", $"Two clusters must not share a database. Give all of one cluster the same Cluster:Id; here it is {cluster}.")];
    }
}
