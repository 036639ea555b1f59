namespace Manidala.Bench.Plan;

/// <summary>Silos and PostgreSQL, with gateways in processes of their own or in the silos'.</summary>
internal static class ClusterLayout
{
    public static void AddTo(SearchContext search)
    {
        Retrieval retrieval = search.Capacity.OnProcessor();
        LatencyModel latency = search.AcrossProcesses(retrieval);
        if (search.SizingFor(Layout.CohostedSilos, latency) is { } cohosted)
        {
            Add(search, Layout.CohostedSilos, type => cohosted.Fit(type, search.Capacity.CohostedSilo(retrieval), search.Workload.Replicas), [], retrieval, latency);
        }

        if (search.SizingFor(Layout.Cluster, latency) is not { } sizing)
        {
            return;
        }

        if (sizing.Cheapest(search.PlainTypes, search.Capacity.Gateway(), search.Workload.Replicas) is { } gateways)
        {
            Add(search, Layout.Cluster, type => sizing.Fit(type, search.Capacity.Silo(retrieval), search.Workload.Replicas), [gateways], retrieval, latency);
        }
        else
        {
            search.Refuse(Layout.Cluster, "no machine of the list has the memory of a gateway");
        }
    }

    private static void Add(
        SearchContext search, Layout layout, Func<InstanceType, RoleSize?> silosOf, IReadOnlyList<RoleSize> front, Retrieval retrieval, LatencyModel latency)
    {
        if (search.Database() is not { } database)
        {
            search.Refuse(layout, SearchContext.Text(
                $"no machine of the list is enough for the database: {search.Capacity.Database().Cores:0.0} cores busy and {search.Capacity.DataGiB:N0} GiB of data"));
            return;
        }

        Deployment[] candidates = [.. search.PlainTypes
            .Select(silosOf)
            .OfType<RoleSize>()
            .Select(silos => search.Describe(layout, [.. front, silos, database], retrieval, latency))];
        if (candidates.Length == 0)
        {
            search.Refuse(layout, "no machine of the list has the memory of a silo with these items");
        }

        search.Keep(candidates);
    }
}
