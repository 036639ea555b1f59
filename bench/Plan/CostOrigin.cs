namespace Manidala.Bench.Plan;

/// <summary>Where a number comes from.</summary>
/// <param name="Machine">On what it was measured; null where it was not.</param>
internal sealed record CostOrigin(CostBasis Basis, string? Machine, string Date, string Source);
