using static Manidala.Bench.Dashboards.Panel;

namespace Manidala.Bench.Dashboards.Definitions;

/// <summary>What the cluster costs, by the price an hour that each process is configured with (Cost__PricePerHour).</summary>
internal static class CostDashboard
{
    public static Dashboard Build() => new(
        "cost",
        "Cost",
        "What the cluster costs, by the price an hour that each process is configured with (Cost__PricePerHour).",
        [
            new("Now",
            [
                Stat(
                    "An hour",
                    "What all processes cost an hour.",
                    "short",
                    """sum(namespace:manidala_cost_hourly:sum{namespace=~"$namespace"})"""),
                Stat(
                    "A month at this size",
                    "What they would cost in 730 hours.",
                    "short",
                    """sum(namespace:manidala_cost_hourly:sum{namespace=~"$namespace"}) * 730"""),
                Stat(
                    "Of the budget",
                    "Share of the monthly budget (Cost__MonthlyBudget) that this size would take.",
                    "percentunit",
                    """sum(namespace:manidala_cost_hourly:sum{namespace=~"$namespace"}) * 730 / max(manidala_cost_monthly_budget{@})""") with { Limit = 1 },
                Stat(
                    "1,000 feeds",
                    "Cost of 1,000 feeds at the last hour's traffic; less is better, and it falls with load.",
                    "short",
                    """max(namespace:manidala_cost_per_1000_feeds:rate1h{namespace=~"$namespace"})"""),
            ]),
            new("Over time",
            [
                Lines(
                    "By job",
                    "What the processes of a job cost an hour.",
                    "short",
                    new PanelQuery("sum by (job) (manidala_cost_hourly_price{@})", "{{job}}")) with { IsStacked = true },
                Lines(
                    "A month and the budget",
                    "What a month would cost at each moment's size, and the budget.",
                    "short",
                    new PanelQuery("""sum(namespace:manidala_cost_hourly:sum{namespace=~"$namespace"}) * 730""", "a month"),
                    new PanelQuery("max(manidala_cost_monthly_budget{@})", "budget")),
            ]),
            new("Worth",
            [
                Lines(
                    "1,000 feeds",
                    "Cost of 1,000 feeds at the last hour's traffic.",
                    "short",
                    new PanelQuery("""max(namespace:manidala_cost_per_1000_feeds:rate1h{namespace=~"$namespace"})""", "1,000 feeds")),
                Lines(
                    "Feeds a second",
                    "What it is paid for.",
                    "reqps",
                    new PanelQuery("""sum(namespace:manidala_feeds:rate5m{namespace=~"$namespace"})""", "feeds")),
                Lines(
                    "Cores for 1,000 feeds a second",
                    "Cores that the processes use for it.",
                    "short",
                    new PanelQuery("1000 * sum(rate(dotnet_process_cpu_time_seconds_total{@}[$__rate_interval])) / (sum(rate(manidala_gateway_feeds_total{@}[$__rate_interval])) > 0)", "cores")),
            ]),
        ]);
}
