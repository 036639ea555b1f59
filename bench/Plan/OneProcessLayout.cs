namespace Manidala.Bench.Plan;

/// <summary>All in one process on one machine.</summary>
internal static class OneProcessLayout
{
    public static void AddTo(SearchContext search)
    {
        (Workload workload, OperationCosts costs) = (search.Workload, search.Costs);
        if (workload.Replicas > 1)
        {
            search.Refuse(Layout.OneProcess, SearchContext.Text($"one process is one silo, and {workload.Replicas} replicas are asked for"));
            return;
        }

        if (!search.Capacity.EmbeddedDatabaseIsEnough)
        {
            string taken = SearchContext.Text($"{costs[CostTerm.EmbeddedInteractions]:N0}, of which {workload.Spare:P0} stay free");
            search.Refuse(Layout.OneProcess, SearchContext.Text(
                $"{workload.InteractionsPerSecond:N0} interactions a second at the peak are more than the embedded database takes: {taken}"));
            return;
        }

        Retrieval retrieval = search.Capacity.OnProcessor();
        var latency = new LatencyModel(costs[CostTerm.FeedTail], retrieval);
        if (search.SizingFor(Layout.OneProcess, latency) is not { } sizing)
        {
            return;
        }

        if (sizing.Cheapest(search.PlainTypes, search.Capacity.Process(retrieval), least: 1, most: 1) is { } process)
        {
            search.Keep([search.Describe(Layout.OneProcess, [process], retrieval, latency)]);
        }
        else
        {
            search.Refuse(Layout.OneProcess, "no machine of the list has the cores and the memory for all of it");
        }
    }
}
