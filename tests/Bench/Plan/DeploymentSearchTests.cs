using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class DeploymentSearchTests
{
    [Fact]
    public void Run_OneReplica_HasOneProcess()
    {
        Deployment cheapest = Samples.Cheapest(Samples.Workload with { Replicas = 1 }, Samples.Costs(), Samples.PriceList);

        Assert.Equal(Layout.OneProcess, cheapest.Layout);
        Assert.Equal([Role.Process], cheapest.Roles.Select(role => role.Role));
    }

    [Fact]
    public void Run_TwoReplicas_HasNoOneProcessAndSaysWhy()
    {
        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload, Samples.Costs());

        Assert.DoesNotContain(plan.Deployments, deployment => deployment.Layout == Layout.OneProcess);
        Assert.Contains(plan.NotTaken, layout => layout.Layout == Layout.OneProcess && layout.Reason.Contains("2 replicas", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_MoreInteractionsThanOneWriterTakes_HasNoOneProcess()
    {
        OperationCosts costs = Samples.Costs((CostTerm.EmbeddedInteractions, 431));

        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload with { Replicas = 1 }, costs);

        Assert.Contains(plan.NotTaken, layout => layout.Layout == Layout.OneProcess && layout.Reason.Contains("embedded database", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_Cluster_HasGatewaysSilosAndOneDatabase()
    {
        Deployment cluster = Of(Layout.Cluster, Samples.Workload, Samples.Costs());

        Assert.Equal([Role.Gateway, Role.Silo, Role.Database], cluster.Roles.Select(role => role.Role));
        Assert.Equal(1, cluster.CountOf(Role.Database));
        Assert.True(cluster.CountOf(Role.Silo) >= 2 && cluster.CountOf(Role.Gateway) >= 2);
    }

    [Fact]
    public void Run_LittleMemory_IsSizedByCores()
    {
        // 1.08 cores for 864 feeds and 216 interactions, times ten: 10.8 of silos, on machines of which half stays free.
        Workload workload = Samples.Workload with { FeedsPerDay = Samples.Workload.FeedsPerDay * 10, InteractionsPerDay = Samples.Workload.InteractionsPerDay * 10 };

        RoleSize silos = Of(Layout.Cluster, workload, Samples.Costs((CostTerm.InteractionDatabase, 0)), "small").Roles[1];

        Assert.Equal((SizedBy.Cores, 11), (silos.SizedBy, silos.Count));
    }

    [Fact]
    public void Run_ManyUsers_IsSizedByMemory()
    {
        // A tenth of 20 million are active, at 10,000 bytes: 18.6 GiB, on machines with 4 GiB free for them.
        RoleSize silos = Of(Layout.Cluster, Samples.Workload with { DailyUsers = 20e6 }, Samples.Costs(), "small").Roles[1];

        Assert.Equal((SizedBy.Memory, 5), (silos.SizedBy, silos.Count));
    }

    [Fact]
    public void Run_TightBound_IsSizedByLatencyAndWithinIt()
    {
        // Half of 8 ms over 1 - busy is 5 ms at a utilisation of .2.
        Workload workload = Samples.Workload with { LatencyBoundMs = 5, FeedsPerDay = Samples.Workload.FeedsPerDay * 10 };

        Deployment cluster = Of(Layout.Cluster, workload, Samples.Costs((CostTerm.FeedTail, .008)), "small");

        Assert.Equal(SizedBy.Latency, cluster.Roles[1].SizedBy);
        Assert.InRange(cluster.P99Ms, 4, 5);
    }

    [Fact]
    public void Run_BoundThatIdleMachinesMiss_HasNothingAndSaysWhy()
    {
        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload with { LatencyBoundMs = .1 }, Samples.Costs());

        Assert.Empty(plan.Deployments);
        Assert.Contains(plan.NotTaken, layout => layout.Reason.Contains("allowed: 0.1 ms", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_DatabaseTooLarge_HasNothingAndSaysWhy()
    {
        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload, Samples.Costs((CostTerm.InteractionDatabase, 1)));

        Assert.Empty(plan.Deployments);
        Assert.Contains(plan.NotTaken, layout => layout.Reason.Contains("database", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_SearchTooSlowForProcessors_TakesGpus()
    {
        OperationCosts slow = Samples.Costs() with { Exact = Samples.Curve((1000, 1)), Approximate = Samples.Curve((1000, 1)), Gpus = [Samples.Gpu("X1")] };

        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload, slow);

        Deployment only = Assert.Single(plan.Deployments);
        Assert.Equal(Layout.GpuCluster, only.Layout);
        Assert.Equal("card", only.Roles.Single(role => role.Role == Role.ModelSilo).Type.Name);
    }

    [Fact]
    public void Run_GpuThatSavesNothing_IsNotTakenAndSaysWhy()
    {
        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload, Samples.Costs() with { Gpus = [Samples.Gpu("X1")] });

        Assert.DoesNotContain(plan.Deployments, deployment => deployment.Layout == Layout.GpuCluster);
        Assert.Contains(plan.NotTaken, layout => layout.Reason.Contains("enough without", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_GpuWithoutFigures_IsNotTakenAndSaysWhy()
    {
        ListPlan plan = DeploymentSearch.Run(Samples.PriceList, Samples.Workload, Samples.Costs());

        Assert.Contains(plan.NotTaken, layout => layout.Reason.Contains("no figures of the GPU X1", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_TargetInUse_IsSaid()
    {
        CostCurve target = Samples.Curve((1, 0)) with { Origin = new CostOrigin(CostBasis.Target, null, "2026-01-01", "invented") };
        OperationCosts costs = Samples.Costs() with { Exact = Samples.Curve((1, .001)), Approximate = target };

        Assert.Equal("approximate index", Samples.Cheapest(Samples.Workload, costs, Samples.PriceList).Target);
        Assert.Null(Samples.Cheapest(Samples.Workload, Samples.Costs(), Samples.PriceList).Target);
    }

    [Fact]
    public void Run_ShippedLists_AreSortedByCost() => Assert.All(Samples.ShippedPrices, prices =>
    {
        double[] costs = [.. DeploymentSearch.Run(prices, Samples.Workload with { LatencyBoundMs = 1000 }, Samples.ShippedCosts).Deployments.Select(deployment => deployment.MonthlyCost.Total)];

        Assert.NotEmpty(costs);
        Assert.Equal(costs.Order(), costs);
    });

    private static Deployment Of(Layout layout, Workload workload, OperationCosts costs, string? siloType = null) => DeploymentSearch
        .Run(OnlyWithSilosOn(siloType), workload, costs)
        .Deployments.First(deployment => deployment.Layout == layout);

    // A list with one plain type leaves no choice of it.
    private static PriceList OnlyWithSilosOn(string? type) =>
        type is null ? Samples.PriceList : Samples.PriceList with { Instances = [.. Samples.PriceList.Instances.Where(instance => instance.Name == type)] };
}
