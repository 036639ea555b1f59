namespace Manidala.Bench.Plan;

/// <summary>What one operation costs, as a cost file says.</summary>
/// <param name="Numbers">One of each <see cref="CostTerm"/>.</param>
/// <param name="Exact">Processor time of an exact search.</param>
/// <param name="Approximate">Processor time of a search in an approximate index.</param>
internal sealed record OperationCosts(
    string Name, IReadOnlyDictionary<CostTerm, CostNumber> Numbers, CostCurve Exact, CostCurve Approximate, IReadOnlyList<GpuCosts> Gpus)
{
    public double this[CostTerm term] => Numbers[term].Value;

    public GpuCosts? GpuOf(InstanceType type) => Gpus.FirstOrDefault(gpu => gpu.Name == type.Gpu?.Name);
}
