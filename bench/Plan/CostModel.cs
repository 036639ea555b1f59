namespace Manidala.Bench.Plan;

/// <summary>What machines, disks and traffic cost in a month.</summary>
internal sealed class CostModel(PriceList prices, Workload workload, OperationCosts costs)
{
    private const double GiB = 1L << 30;
    private const double HoursADay = 24;

    private double DaysAMonth => prices.HoursAMonth / HoursADay;

    public MonthlyCost Of(IReadOnlyCollection<RoleSize> roles, double dataGiB)
    {
        double machines = roles.Sum(role => role.MonthlyOnDemand(prices.HoursAMonth));
        double disks = roles.Sum(role => role.Count) * costs[CostTerm.MachineDisk] / GiB;
        double storage = (dataGiB + disks) * prices.StoragePerGiBMonth;
        double egress = EgressGiB * prices.EgressPerGiB;
        double? withSpot = roles.Any(role => role.MayBeSpot) ? roles.Sum(role => role.MonthlyWithSpot(prices.HoursAMonth)) + storage + egress : null;
        double total = machines + storage + egress;
        return new MonthlyCost(machines, storage, egress, total, withSpot, total / (workload.FeedsPerDay * DaysAMonth / 1000));
    }

    private double EgressGiB => DaysAMonth
        * ((workload.FeedsPerDay * costs[CostTerm.FeedAnswer]) + (workload.InteractionsPerDay * costs[CostTerm.InteractionAnswer])) / GiB;
}
