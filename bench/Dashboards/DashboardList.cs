using Manidala.Bench.Dashboards.Definitions;

namespace Manidala.Bench.Dashboards;

/// <summary>All dashboards, in the order in which a person looks at them.</summary>
internal static class DashboardList
{
    public static IReadOnlyList<Dashboard> All { get; } =
    [
        OverviewDashboard.Build(), FeedQualityDashboard.Build(), BatchingDashboard.Build(), SilosDashboard.Build(), CapacityDashboard.Build(), CostDashboard.Build(),
    ];
}
