namespace Manidala.Bench.Plan;

/// <summary>What a GPU does.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="ItemMemory">Bytes of an item on the device.</param>
/// <param name="QueriesAPass">Queries that one pass over the items answers.</param>
/// <param name="Step">Seconds of one step of the encoder in a batch.</param>
/// <param name="Pass">Seconds of a pass.</param>
internal sealed record GpuCosts(string Name, CostNumber Memory, CostNumber ItemMemory, CostNumber QueriesAPass, CostNumber Step, CostCurve Pass)
{
    // While a new model is loaded, the old one still answers.
    private const int ModelsDuringSwitch = 2;

    public bool IsTarget => Pass.Origin.Basis == CostBasis.Target || Step.Origin.Basis == CostBasis.Target;

    public bool Holds(double items, double spare) => items * ItemMemory.Value * ModelsDuringSwitch <= Memory.Value * (1 - spare);
}
