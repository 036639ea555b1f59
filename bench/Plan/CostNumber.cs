namespace Manidala.Bench.Plan;

internal sealed record CostNumber(double Value, CostOrigin Origin);
