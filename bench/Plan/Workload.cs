namespace Manidala.Bench.Plan;

/// <summary>What is asked of a cluster.</summary>
/// <param name="PeakFactor">The peak's rate over the day's mean.</param>
/// <param name="LatencyBoundMs">Within which p99 of a feed has to stay at the peak.</param>
/// <param name="RetentionDays">How long the journal keeps an interaction.</param>
/// <param name="Spare">Share of cores and memory that is kept free at the peak.</param>
/// <param name="Replicas">Smallest number of silos, of gateways and of model silos.</param>
internal sealed record Workload(
    double DailyUsers,
    double InteractionsPerDay,
    double FeedsPerDay,
    double Items,
    double PeakFactor,
    double LatencyBoundMs,
    double RetentionDays,
    double Spare,
    int Replicas)
{
    private const double SecondsADay = 86_400;

    public double FeedsPerSecond => FeedsPerDay * PeakFactor / SecondsADay;

    public double InteractionsPerSecond => InteractionsPerDay * PeakFactor / SecondsADay;
}
