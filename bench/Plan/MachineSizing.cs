namespace Manidala.Bench.Plan;

/// <summary>How many machines of a type a role needs.</summary>
/// <param name="spare">Share of memory that is kept free.</param>
/// <param name="mostBusy">Highest utilisation of cores and GPUs.</param>
/// <param name="boundByLatency">That this is lower than <c>1 - spare</c> because of the latency's bound.</param>
internal sealed class MachineSizing(double spare, double mostBusy, bool boundByLatency)
{
    private const double GiB = 1L << 30;

    // Dividing and multiplying again must not ask for one machine more.
    private const double Rounding = 1e-9;

    /// <summary>Null where no number up to <paramref name="most"/> is enough.</summary>
    public RoleSize? Fit(InstanceType type, RoleNeed need, int least, int most = int.MaxValue)
    {
        double freeBytes = (type.MemoryGiB * GiB * (1 - spare)) - need.FixedBytes;
        int gpus = type.Gpu?.Count ?? 0;
        if (freeBytes <= 0 || (need.Gpus > 0 && gpus == 0))
        {
            return null;
        }

        (double Count, SizedBy By)[] needs =
        [
            (least, SizedBy.Replicas),
            (need.Cores / (type.Cores * mostBusy), boundByLatency ? SizedBy.Latency : SizedBy.Cores),
            (need.SharedBytes / freeBytes, SizedBy.Memory),
            (need.Gpus == 0 ? 0 : need.Gpus / (gpus * mostBusy), SizedBy.Gpu),
        ];
        (double count, SizedBy sizedBy) = needs.Select(part => (Count: Math.Ceiling(part.Count - Rounding), part.By)).MaxBy(part => part.Count);
        if (most == 1)
        {
            // One machine, whatever is needed: what decides is which type it is.
            double usedMemory = (need.FixedBytes + need.SharedBytes) / (type.MemoryGiB * GiB * (1 - spare));
            sizedBy = usedMemory > needs[1].Count ? SizedBy.Memory : needs[1].By;
        }

        return count <= most ? Describe(type, need, (int)count, sizedBy) : null;
    }

    /// <summary>Of what fits, the cheapest; among equals the one with the fewest machines.</summary>
    public RoleSize? Cheapest(IEnumerable<InstanceType> types, RoleNeed need, int least, int most = int.MaxValue) => types
        .Select(type => Fit(type, need, least, most))
        .OfType<RoleSize>()
        .OrderBy(size => size.MonthlyOnDemand(hours: 1))
        .ThenBy(size => size.Count)
        .FirstOrDefault();

    private static RoleSize Describe(InstanceType type, RoleNeed need, int count, SizedBy sizedBy)
    {
        double cores = need.Cores / type.Cores;
        double busy = need.Gpus == 0 ? cores : Math.Max(cores, need.Gpus / type.Gpu!.Count);
        double memory = (need.FixedBytes + (need.SharedBytes / count)) / GiB;
        return new RoleSize(need.Role, type, count, need.Cores, memory, busy / count, count > 1 ? busy / (count - 1) : null, sizedBy);
    }
}
