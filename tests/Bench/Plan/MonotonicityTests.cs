using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

/// <summary>Over drawn workloads and the shipped files: whoever asks for more never pays less.</summary>
public sealed class MonotonicityTests
{
    private const int Draws = 200;

    [Fact]
    public void MoreUsers_NeverCostLess() => ForEachDraw(
        (workload, draw) => workload with { DailyUsers = workload.DailyUsers * (1 + draw) },
        (before, after) => Assert.True(after >= before - 1e-6));

    [Fact]
    public void MoreOfEverything_NeverCostsLess() => ForEachDraw(
        (workload, draw) => workload with
        {
            DailyUsers = workload.DailyUsers * (1 + draw),
            InteractionsPerDay = workload.InteractionsPerDay * (1 + draw),
            FeedsPerDay = workload.FeedsPerDay * (1 + draw),
        },
        (before, after) => Assert.True(after >= before - 1e-6));

    [Fact]
    public void MoreItems_NeverCostLess() => ForEachDraw(
        (workload, draw) => workload with { Items = workload.Items * (1 + draw) },
        (before, after) => Assert.True(after >= before - 1e-6));

    [Fact]
    public void MoreReplicas_NeverCostLess() => ForEachDraw(
        (workload, _) => workload with { Replicas = workload.Replicas + 1 },
        (before, after) => Assert.True(after >= before - 1e-6));

    [Fact]
    public void LessSpare_NeverCostsMore() => ForEachDraw(
        (workload, draw) => workload with { Spare = workload.Spare * draw },
        (before, after) => Assert.True(after <= before + 1e-6));

    [Fact]
    public void WiderBound_NeverCostsMore() => ForEachDraw(
        (workload, draw) => workload with { LatencyBoundMs = workload.LatencyBoundMs * (1 + draw) },
        (before, after) => Assert.True(after <= before + 1e-6));

    private static void ForEachDraw(Func<Workload, double, Workload> change, Action<double, double> check)
    {
        var random = new Random(1);
        for (int draw = 0; draw < Draws; draw++)
        {
            Workload before = Draw(random);
            Workload after = change(before, random.NextDouble());
            foreach (PriceList prices in Samples.ShippedPrices)
            {
                check(LeastCost(before, prices), LeastCost(after, prices));
            }
        }
    }

    private static Workload Draw(Random random)
    {
        double users = Math.Pow(10, 3 + (5 * random.NextDouble()));
        double interactions = users * (1 + (30 * random.NextDouble()));
        return new Workload(
            users, interactions, interactions * (1 + (5 * random.NextDouble())), Math.Pow(10, 3 + (4 * random.NextDouble())), 1 + (4 * random.NextDouble()),
            8 + (50 * random.NextDouble()), 1 + (400 * random.NextDouble()), .8 * random.NextDouble(), random.Next(1, 4));
    }

    // What cannot be had costs more than anything.
    private static double LeastCost(Workload workload, PriceList prices) => DeploymentSearch
        .Run(prices, workload, Samples.ShippedCosts)
        .Deployments.Select(deployment => deployment.MonthlyCost.Total)
        .DefaultIfEmpty(double.MaxValue)
        .First();
}
