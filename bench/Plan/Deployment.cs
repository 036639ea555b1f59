namespace Manidala.Bench.Plan;

/// <summary>One way of running a workload.</summary>
/// <param name="P99Ms">Of a feed at the peak: an estimate.</param>
/// <param name="P99Why">How it comes about.</param>
/// <param name="Target">What the plan rests on that is not measured yet; null where all is.</param>
/// <param name="DataGiB">On the database's disk after the retention.</param>
/// <param name="SiloToGatewayMbitPerSecond">At the peak; 0 in one process.</param>
internal sealed record Deployment(
    Layout Layout,
    IReadOnlyList<RoleSize> Roles,
    string Retrieval,
    string? Target,
    double P99Ms,
    string P99Why,
    double DataGiB,
    double GrowthGiBPerDay,
    double EgressMbitPerSecond,
    double SiloToGatewayMbitPerSecond,
    MonthlyCost MonthlyCost)
{
    public int Machines => Roles.Sum(role => role.Count);

    public int Cores => Roles.Sum(role => role.Count * role.Type.Cores);

    public double MemoryGiB => Roles.Sum(role => role.Count * role.Type.MemoryGiB);

    public int CountOf(Role role) => Roles.Where(size => size.Role == role).Sum(size => size.Count);
}
