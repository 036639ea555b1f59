using static Manidala.Bench.Dashboards.Panel;

namespace Manidala.Bench.Dashboards.Definitions;

/// <summary>Latency, traffic, errors and saturation of everything, and whether the objectives hold.</summary>
internal static class OverviewDashboard
{
    public static Dashboard Build() => new(
        "overview",
        "Overview",
        "Latency, traffic, errors and saturation of everything, and whether the objectives hold.",
        [
            new("Objectives: the last hour",
            [
                Stat(
                    "Errors",
                    "Requests that failed or were refused for load, of all, in the last hour. The objective allows 0.1 %.",
                    "percentunit",
                    """max(namespace_slo:manidala_errors:ratio_rate1h{namespace=~"$namespace",slo="availability"})""") with { Limit = 0.001 },
                Stat(
                    "Slow feeds",
                    "Feeds that took longer than 50 ms, in the last hour. The objective allows 1 %.",
                    "percentunit",
                    """max(namespace_slo:manidala_errors:ratio_rate1h{namespace=~"$namespace",slo="feed-latency"})""") with { Limit = 0.01 },
                Stat(
                    "Late interactions",
                    "Interactions that the next feed reflected only after 250 ms, in the last hour. The objective allows 1 %.",
                    "percentunit",
                    """max(namespace_slo:manidala_errors:ratio_rate1h{namespace=~"$namespace",slo="click-to-feed"})""") with { Limit = 0.01 },
                Stat(
                    "Late commits",
                    "Calls whose interactions were durable only after 100 ms, in the last hour. The objective allows 1 %.",
                    "percentunit",
                    """max(namespace_slo:manidala_errors:ratio_rate1h{namespace=~"$namespace",slo="durability"})""") with { Limit = 0.01 },
            ]),
            new("Latency",
            [
                Lines(
                    "Feeds",
                    "Time to answer a feed at the gateway. The objective: 99 % within 50 ms.",
                    "s",
                    new PanelQuery("""histogram_quantile(0.5, sum by (le) (rate(manidala_gateway_request_duration_seconds_bucket{@,operation="feed"}[$__rate_interval])))""", "p50"),
                    new PanelQuery("""histogram_quantile(0.9, sum by (le) (rate(manidala_gateway_request_duration_seconds_bucket{@,operation="feed"}[$__rate_interval])))""", "p90"),
                    new PanelQuery("""histogram_quantile(0.99, sum by (le) (rate(manidala_gateway_request_duration_seconds_bucket{@,operation="feed"}[$__rate_interval])))""", "p99")) with { Limit = 0.05 },
                Lines(
                    "Click to feed",
                    "Time from an interaction until the next feed reflects it without waiting. The objective: 99 % within 250 ms.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_session_click_to_feed_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_session_click_to_feed_seconds_bucket{@}[$__rate_interval])))", "p99")) with { Limit = 0.25 },
                Lines(
                    "Interactions",
                    "Time to answer a call with interactions, which are durable then.",
                    "s",
                    new PanelQuery("""histogram_quantile(0.5, sum by (le) (rate(manidala_gateway_request_duration_seconds_bucket{@,operation="record"}[$__rate_interval])))""", "p50"),
                    new PanelQuery("""histogram_quantile(0.99, sum by (le) (rate(manidala_gateway_request_duration_seconds_bucket{@,operation="record"}[$__rate_interval])))""", "p99")) with { Limit = 0.1 },
            ]),
            new("Traffic",
            [
                Lines(
                    "Requests",
                    "Requests a second, by operation.",
                    "reqps",
                    new PanelQuery("sum by (operation) (rate(manidala_gateway_requests_total{@}[$__rate_interval]))", "{{operation}}")) with { IsStacked = true },
                Lines(
                    "Interactions",
                    "Interactions made durable a second; duplicates were so before.",
                    "cps",
                    new PanelQuery("sum by (duplicate) (rate(manidala_gateway_interactions_total{@}[$__rate_interval]))", "duplicate {{duplicate}}")),
                Lines(
                    "Users and streams",
                    "Users whose session is in memory, and feed streams that are open.",
                    "short",
                    new PanelQuery("""sum(orleans_grains{@,grain_type="user"})""", "active users"),
                    new PanelQuery("sum(manidala_gateway_streams{@})", "streams")),
            ]),
            new("Errors",
            [
                Lines(
                    "Requests by outcome",
                    "Requests a second that were not answered as asked: refused for load or rate, without a silo, failed, or the caller's mistake.",
                    "reqps",
                    new PanelQuery("""sum by (outcome) (rate(manidala_gateway_requests_total{@,outcome!="ok"}[$__rate_interval]))""", "{{outcome}}")) with { IsStacked = true },
                Lines(
                    "Share of errors",
                    "Requests that failed or were refused for load, of all. The objective allows 0.1 %.",
                    "percentunit",
                    new PanelQuery("""max(namespace_slo:manidala_errors:ratio_rate5m{namespace=~"$namespace",slo="availability"})""", "5 minutes"),
                    new PanelQuery("""max(namespace_slo:manidala_errors:ratio_rate6h{namespace=~"$namespace",slo="availability"})""", "6 hours")) with { Limit = 0.001 },
                Lines(
                    "Feeds without the model",
                    "Feeds that are fallbacks, of all. An alert waits for 5 %.",
                    "percentunit",
                    new PanelQuery("""max(namespace:manidala_feed_fallbacks:ratio_rate5m{namespace=~"$namespace"})""", "fallbacks")) with { Limit = 0.05 },
            ]),
            new("Saturation",
            [
                Lines(
                    "Processor",
                    "Cores that each process uses.",
                    "short",
                    new PanelQuery("sum by (pod) (rate(dotnet_process_cpu_time_seconds_total{@}[$__rate_interval]))", "{{pod}}")),
                Lines(
                    "Requests in progress",
                    "Feeds in progress in each process, and the bound that falls while all of them wait.",
                    "short",
                    new PanelQuery("""sum by (pod) (manidala_gateway_in_progress{@,operation="feed"})""", "{{pod}}"),
                    new PanelQuery("""min(manidala_gateway_limit{@,operation="feed"})""", "lowest bound")),
                Lines(
                    "Queues",
                    "What waits for a batch of the encoder and for the journal.",
                    "short",
                    new PanelQuery("sum(manidala_batch_queue_depth{@})", "steps"),
                    new PanelQuery("sum(manidala_journal_queue_depth{@})", "interactions")),
            ]),
        ]);
}
