namespace Manidala.Bench.Plan;

internal sealed record CostPoint(double Items, double Seconds);
