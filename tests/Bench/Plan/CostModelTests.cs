using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class CostModelTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void Of_MachinesDisksAndTraffic_AddUp()
    {
        PriceList prices = Samples.PriceList with { HoursAMonth = 24, StoragePerGiBMonth = 2, EgressPerGiB = 3 };
        OperationCosts costs = Samples.Costs((CostTerm.MachineDisk, 5 * GiB), (CostTerm.FeedAnswer, GiB));
        Workload workload = Samples.Workload with { FeedsPerDay = 1000 };

        MonthlyCost cost = new CostModel(prices, workload, costs).Of([Size(Role.Silo, 2), Size(Role.Database, 1)], dataGiB: 10);

        Assert.Equal((72, (10 + 15) * 2, 3000), (cost.Machines, cost.Storage, cost.Egress));
        Assert.Equal(72 + 50 + 3000, cost.Total);
        Assert.Equal(cost.Total, cost.PerThousandFeeds, 1e-9);
    }

    [Theory]
    [InlineData(Role.Gateway)]
    [InlineData(Role.Silo)]
    [InlineData(Role.ModelSilo)]
    public void MonthlyWithSpot_StatelessRole_HasTheDiscount(object role) => Assert.Equal(100, Size((Role)role, 2).MonthlyWithSpot(100));

    [Theory]
    [InlineData(Role.Database)]
    [InlineData(Role.Process)]
    public void MonthlyWithSpot_RoleThatHoldsTheDatabase_HasNone(object role)
    {
        RoleSize size = Size((Role)role, 2);

        Assert.False(size.MayBeSpot);
        Assert.Equal(200, size.MonthlyWithSpot(100));
    }

    [Fact]
    public void Of_DatabaseAlone_HasNoSpot() =>
        Assert.Null(new CostModel(Samples.PriceList, Samples.Workload, Samples.Costs()).Of([Size(Role.Database, 1)], dataGiB: 0).TotalWithSpot);

    [Fact]
    public void Run_ShippedLists_NeverDiscountTheDatabase() => Assert.All(
        DeploymentSearch.Run(Samples.ShippedPrices[0], Samples.Workload, Samples.ShippedCosts).Deployments,
        deployment =>
        {
            double hours = Samples.ShippedPrices[0].HoursAMonth;
            double others = deployment.Roles.Where(role => role.Role != Role.Database).Sum(role => role.MonthlyOnDemand(hours) - role.MonthlyWithSpot(hours));

            Assert.Equal(deployment.MonthlyCost.Total - others, deployment.MonthlyCost.TotalWithSpot!.Value, 1e-6);
        });

    private static RoleSize Size(Role role, int count) => new(role, Samples.PriceList.Instances[0], count, 1, 1, .5, null, SizedBy.Cores);
}
