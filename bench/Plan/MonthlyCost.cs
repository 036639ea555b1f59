namespace Manidala.Bench.Plan;

/// <param name="Machines">On demand.</param>
/// <param name="Storage">Of the data as it is after the retention, and of the machines' own disks.</param>
/// <param name="TotalWithSpot">With gateways and silos on machines that may be taken back; null where none of these types can be.</param>
internal sealed record MonthlyCost(
    double Machines, double Storage, double Egress, double Total, double? TotalWithSpot, double PerThousandFeeds);
