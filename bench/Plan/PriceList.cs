namespace Manidala.Bench.Plan;

/// <param name="StoragePerGiBMonth">Of disks.</param>
/// <param name="EgressPerGiB">Of what gateways send to clients.</param>
internal sealed record PriceList(
    string Name,
    string Currency,
    double HoursAMonth,
    string Date,
    string Source,
    double StoragePerGiBMonth,
    double EgressPerGiB,
    IReadOnlyList<InstanceType> Instances);
