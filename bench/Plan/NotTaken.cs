namespace Manidala.Bench.Plan;

/// <summary>A layout that is not among the plans, and why.</summary>
internal sealed record NotTaken(Layout Layout, string Reason);
