using System.Text.Json.Serialization;

namespace Manidala.Bench.Plan;

/// <param name="Costs">Name of the cost file.</param>
/// <param name="ActiveUsers">At the peak.</param>
internal sealed record PlanReport(
    string Command,
    Workload Workload,
    double ActiveUsers,
    IReadOnlyList<ListPlan> Lists,
    string Costs,
    IReadOnlyList<Assumption> Assumptions,
    IReadOnlyList<string> AssumptionsOfTheModel)
{
    public static PlanReport Of(string command, Workload workload, IEnumerable<PriceList> lists, OperationCosts costs) => new(
        command,
        workload,
        new CapacityModel(workload, costs).ActiveUsers,
        [.. lists.Select(prices => DeploymentSearch.Run(prices, workload, costs))],
        costs.Name,
        AssumptionList.Of(costs),
        AssumptionList.OfTheModel);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlanReport))]
internal sealed partial class PlanJson : JsonSerializerContext;
