using System.Text;
using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

/// <summary>Small, round inputs, so that tests do not follow the figures that are shipped.</summary>
internal static class Samples
{
    public const string Prices = """
        {
          "name": "sample", "currency": "EUR", "hoursAMonth": 100, "date": "2026-01-01", "source": "invented",
          "storagePerGiBMonth": 0, "egressPerGiB": 0,
          "instances": [
            {"name": "small", "cores": 2, "memoryGiB": 8, "pricePerHour": 1, "spotDiscount": 0.5},
            {"name": "large", "cores": 8, "memoryGiB": 32, "pricePerHour": 3.5, "spotDiscount": 0.5},
            {"name": "card", "cores": 4, "memoryGiB": 16, "gpu": {"name": "X1", "count": 1}, "pricePerHour": 5}
          ]
        }
        """;

    private const long GiB = 1L << 30;
    private static readonly CostOrigin Origin = new(CostBasis.Assumed, null, "2026-01-01", "invented");

    public static PriceList PriceList { get; } = PriceListFile.Read("sample.json", Prices);

    public static PriceList[] ShippedPrices { get; } = [.. ShippedFiles.Prices.Select(name => PriceListFile.Read(name, ShippedFiles.Read(name)))];

    public static OperationCosts ShippedCosts { get; } = OperationCostsFile.Read(ShippedFiles.Costs, ShippedFiles.Read(ShippedFiles.Costs));

    /// <summary>864 feeds and 216 interactions a second at the peak, which is the mean.</summary>
    public static Workload Workload { get; } = new(
        DailyUsers: 100_000, InteractionsPerDay: 216 * 86_400, FeedsPerDay: 864 * 86_400, Items: 1000, PeakFactor: 1, LatencyBoundMs: 20, RetentionDays: 1, Spare: .5, Replicas: 2);

    /// <summary>A millisecond for each part of an operation and none for a search; 10 kB a user of a tenth that is active; all else nothing.</summary>
    public static OperationCosts Costs(params (CostTerm Term, double Value)[] instead)
    {
        Dictionary<CostTerm, double> values = CostTerm.All.ToDictionary(term => term, _ => 0.0);
        foreach (CostTerm term in new[] { CostTerm.FeedGateway, CostTerm.FeedSilo, CostTerm.InteractionGateway, CostTerm.InteractionSilo, CostTerm.InteractionDatabase, CostTerm.FeedTail })
        {
            values[term] = .001;
        }

        values[CostTerm.EmbeddedInteractions] = 1e6;
        values[CostTerm.ActiveUser] = 10_000;
        values[CostTerm.ActiveShare] = .1;
        foreach ((CostTerm term, double value) in instead)
        {
            values[term] = value;
        }

        return new OperationCosts("sample", values.ToDictionary(pair => pair.Key, pair => new CostNumber(pair.Value, Origin)), Curve((1, 0)), Curve((1, 0)), []);
    }

    public static CostCurve Curve(params (double Items, double Seconds)[] points) =>
        new([.. points.Select(point => new CostPoint(point.Items, point.Seconds))], Origin);

    /// <summary>1 ms a pass of ten queries over a thousand items.</summary>
    public static GpuCosts Gpu(string name) =>
        new(name, Number(16 * GiB), Number(128), Number(10), Number(1e-6), Curve((1000, .001)));

    public static Deployment Cheapest(Workload workload, OperationCosts costs, PriceList prices) => DeploymentSearch.Run(prices, workload, costs).Deployments[0];

    /// <summary>A valid cost file.</summary>
    public static string CostFile()
    {
        const string Tail = "\"basis\": \"assumed\", \"date\": \"2026-01-01\", \"source\": \"invented\"";
        var numbers = new StringBuilder().AppendJoin(",\n", CostTerm.All.Select(term => $"\"{term.Name}\": {{\"value\": 1, \"unit\": \"{term.Unit}\", {Tail}}}"));
        string curve = $"{{\"points\": [{{\"items\": 10, \"seconds\": 1}}, {{\"items\": 20, \"seconds\": 2}}], \"unit\": \"s\", {Tail}}}";
        return $"{{\"name\": \"sample\", \"numbers\": {{{numbers}}}, \"exactSearch\": {curve}, \"approximateSearch\": {curve}, \"gpus\": []}}";
    }

    private static CostNumber Number(double value) => new(value, Origin);
}
