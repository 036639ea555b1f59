namespace Manidala.Bench.Plan;

/// <summary>Goes through the ways of running a workload on the types of one price list.</summary>
internal static class DeploymentSearch
{
    public static ListPlan Run(PriceList prices, Workload workload, OperationCosts costs)
    {
        var search = new SearchContext(prices, workload, costs);
        OneProcessLayout.AddTo(search);
        ClusterLayout.AddTo(search);
        GpuClusterLayout.AddTo(search);
        return search.Result();
    }
}
