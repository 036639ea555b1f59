namespace Manidala.Bench.Plan;

/// <summary>A cluster whose silos leave retrieval and the encoder's steps to model silos with a GPU, where that is needed or cheaper.</summary>
internal static class GpuClusterLayout
{
    public static void AddTo(SearchContext search)
    {
        double without = search.LeastClusterCost;
        foreach (InstanceType type in search.Prices.Instances.Where(type => type.Gpu is not null))
        {
            if (search.Costs.GpuOf(type) is not { } gpu)
            {
                search.Refuse(Layout.GpuCluster, $"{type.Name}: the cost file has no figures of the GPU {type.Gpu!.Name}");
            }
            else if (Find(search, type, gpu) is { } deployment)
            {
                KeepIfCheaper(search, deployment, type, without);
            }
        }
    }

    private static void KeepIfCheaper(SearchContext search, Deployment deployment, InstanceType type, double without)
    {
        if (deployment.MonthlyCost.Total < without)
        {
            search.Keep([deployment]);
            return;
        }

        search.Refuse(Layout.GpuCluster, SearchContext.Text(
            $"{deployment.CountOf(Role.ModelSilo)} x {type.Name} would bring it to {deployment.MonthlyCost.Total:N0} {search.Prices.Currency} a month, and {without:N0} is enough without"));
    }

    private static Deployment? Find(SearchContext search, InstanceType type, GpuCosts gpu)
    {
        Workload workload = search.Workload;
        if (!gpu.Holds(workload.Items, workload.Spare))
        {
            search.Refuse(Layout.GpuCluster, SearchContext.Text($"{type.Name}: {workload.Items:N0} items, twice while a model is switched, do not fit in the memory of one {gpu.Name}"));
            return null;
        }

        Retrieval retrieval = search.Capacity.On(gpu);
        LatencyModel latency = search.AcrossProcesses(retrieval);
        if (search.SizingFor(Layout.GpuCluster, latency, $"{type.Name}: ") is not { } sizing)
        {
            return null;
        }

        (Role Role, RoleSize? Size)[] roles =
        [
            (Role.Gateway, sizing.Cheapest(search.PlainTypes, search.Capacity.Gateway(), workload.Replicas)),
            (Role.Silo, sizing.Cheapest(search.PlainTypes, search.Capacity.SiloOfModelSilos(retrieval), workload.Replicas)),
            (Role.ModelSilo, sizing.Fit(type, search.Capacity.ModelSilo(gpu), workload.Replicas)),
            (Role.Database, search.Database()),
        ];
        if (roles.Any(role => role.Size is null))
        {
            string missing = roles.First(role => role.Size is null).Role.ToText();
            search.Refuse(Layout.GpuCluster, $"{type.Name}: no machine is enough for a {missing}");
            return null;
        }

        return search.Describe(Layout.GpuCluster, [.. roles.Select(role => role.Size!)], retrieval, latency);
    }
}
