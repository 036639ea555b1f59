using System.Text.Json;
using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class PlanReportTests
{
    private static readonly PlanReport Report = PlanReport.Of("./manidala plan", Samples.Workload with { LatencyBoundMs = 1000 }, Samples.ShippedPrices, Samples.ShippedCosts);

    [Fact]
    public void Json_Report_HasPlansAndWhatTheyRestOn()
    {
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(Report, PlanJson.Default.PlanReport));

        JsonElement root = json.RootElement;
        Assert.Equal(864, root.GetProperty("workload").GetProperty("feedsPerSecond").GetDouble(), 1e-9);
        Assert.Equal(Samples.ShippedPrices.Length, root.GetProperty("lists").GetArrayLength());
        JsonElement plan = root.GetProperty("lists")[0].GetProperty("deployments")[0];
        Assert.Contains(plan.GetProperty("layout").GetString(), Enum.GetValues<Layout>().Select(layout => layout.ToText()));
        Assert.Equal(
            [
                "layout", "roles", "retrieval", "target", "p99Ms", "p99Why", "dataGiB", "growthGiBPerDay", "egressMbitPerSecond", "siloToGatewayMbitPerSecond",
                "monthlyCost", "machines", "cores", "memoryGiB",
            ],
            plan.EnumerateObject().Select(property => property.Name));
        Assert.Contains("silo", plan.GetProperty("roles").EnumerateArray().Select(role => role.GetProperty("role").GetString()));
        Assert.True(plan.GetProperty("monthlyCost").GetProperty("total").GetDouble() > 0);
        Assert.True(root.GetProperty("lists")[0].GetProperty("notTaken").GetArrayLength() > 0);
        Assert.All(root.GetProperty("assumptions").EnumerateArray(), assumption =>
            Assert.False(string.IsNullOrEmpty(assumption.GetProperty("origin").GetProperty("source").GetString())));
    }

    [Fact]
    public void Table_Report_NamesListsLayoutsAndAssumptions()
    {
        var text = new StringWriter();

        PlanTable.Write(Report, text);

        Assert.All(Samples.ShippedPrices, prices => Assert.Contains(prices.Name, text.ToString(), StringComparison.Ordinal));
        Assert.All(Enum.GetValues<Layout>(), layout => Assert.Contains(layout.ToText(), text.ToString(), StringComparison.Ordinal));
        Assert.All(CostTerm.All, term => Assert.Contains(term.Name, text.ToString(), StringComparison.Ordinal));
    }
}
