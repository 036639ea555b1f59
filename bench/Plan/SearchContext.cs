using System.Globalization;

namespace Manidala.Bench.Plan;

/// <summary>What the layouts of one price list share, and what they find.</summary>
internal sealed class SearchContext
{
    private readonly CostModel _costModel;
    private readonly List<Deployment> _found = [];
    private readonly List<NotTaken> _notTaken = [];

    public SearchContext(PriceList prices, Workload workload, OperationCosts costs)
    {
        Prices = prices;
        Workload = workload;
        Costs = costs;
        Capacity = new CapacityModel(workload, costs);
        _costModel = new CostModel(prices, workload, costs);

        // A GPU is paid for where it is used, unless there is nothing else.
        InstanceType[] plain = [.. prices.Instances.Where(type => type.Gpu is null)];
        PlainTypes = plain.Length > 0 ? plain : prices.Instances;
    }

    public PriceList Prices { get; }

    public Workload Workload { get; }

    public OperationCosts Costs { get; }

    public CapacityModel Capacity { get; }

    public IReadOnlyList<InstanceType> PlainTypes { get; }

    public double LeastClusterCost => _found
        .Where(deployment => deployment.Layout != Layout.OneProcess)
        .Select(deployment => deployment.MonthlyCost.Total)
        .DefaultIfEmpty(double.PositiveInfinity)
        .Min();

    public ListPlan Result() => new(
        Prices, [.. _found.OrderBy(deployment => deployment.MonthlyCost.Total).ThenBy(deployment => deployment.Machines)], _notTaken);

    /// <summary>Null, with the reason noted, where even idle machines are too slow.</summary>
    public MachineSizing? SizingFor(Layout layout, LatencyModel latency, string subject = "")
    {
        double byLatency = latency.UtilisationAt(Workload.LatencyBoundMs);
        if (byLatency < LatencyModel.LeastUtilisation)
        {
            Refuse(layout, Text($"{subject}p99 would be {latency.P99Ms(0):0.0} ms even on idle machines; allowed: {Workload.LatencyBoundMs:0.##} ms"));
            return null;
        }

        double bySpare = 1 - Workload.Spare;
        return new MachineSizing(Workload.Spare, Math.Min(bySpare, byLatency), byLatency < bySpare);
    }

    public LatencyModel AcrossProcesses(Retrieval retrieval) => new(Costs[CostTerm.FeedTail] + Costs[CostTerm.CrossingTail], retrieval);

    /// <summary>PostgreSQL is not in a feed's way, so the latency's bound does not size it.</summary>
    public RoleSize? Database() =>
        new MachineSizing(Workload.Spare, 1 - Workload.Spare, boundByLatency: false).Cheapest(PlainTypes, Capacity.Database(), least: 1, most: 1);

    public Deployment Describe(Layout layout, IReadOnlyList<RoleSize> roles, Retrieval retrieval, LatencyModel latency)
    {
        double busy = roles.Where(role => role.Role != Role.Database).Max(role => role.Utilisation);
        return new Deployment(
            layout,
            roles,
            retrieval.Name,
            retrieval.Target,
            latency.P99Ms(busy),
            latency.Explain(busy),
            Capacity.DataGiB,
            Capacity.GrowthGiBPerDay,
            Capacity.EgressMbitPerSecond,
            layout == Layout.OneProcess ? 0 : Capacity.SiloToGatewayMbitPerSecond,
            _costModel.Of(roles, Capacity.DataGiB));
    }

    /// <summary>Keeps what no other of these beats in both cost and number of machines.</summary>
    public void Keep(IReadOnlyCollection<Deployment> candidates) =>
        _found.AddRange(candidates.Where(mine => !candidates.Any(other => IsBetter(other, mine))));

    public void Refuse(Layout layout, string reason) => _notTaken.Add(new NotTaken(layout, reason));

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static bool IsBetter(Deployment other, Deployment mine)
    {
        (double cost, double mineCost) = (other.MonthlyCost.Total, mine.MonthlyCost.Total);
        return cost <= mineCost && other.Machines <= mine.Machines && (cost < mineCost || other.Machines < mine.Machines);
    }
}
