namespace Manidala.Bench.Plan;

/// <summary>A number that the plans rest on, or what it is at some numbers of items.</summary>
/// <param name="Value">Null where there are points.</param>
/// <param name="Text">Value or points as people read them.</param>
internal sealed record Assumption(
    string Name, string Meaning, double? Value, IReadOnlyList<CostPoint>? Points, string Unit, string Text, CostOrigin Origin);
