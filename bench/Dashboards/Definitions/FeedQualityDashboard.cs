using static Manidala.Bench.Dashboards.Panel;

namespace Manidala.Bench.Dashboards.Definitions;

/// <summary>What feeds are made of, which model serves, and how it is searched.</summary>
internal static class FeedQualityDashboard
{
    public static Dashboard Build() => new(
        "feeds",
        "Feed and model quality",
        "What feeds are made of, which model serves, and how it is searched.",
        [
            new("Now",
            [
                Stat(
                    "Feeds a second",
                    "Feeds served a second.",
                    "reqps",
                    """sum(namespace:manidala_feeds:rate5m{namespace=~"$namespace"})"""),
                Stat(
                    "Fallbacks",
                    "Feeds without the model, of all. An alert waits for 5 %.",
                    "percentunit",
                    """max(namespace:manidala_feed_fallbacks:ratio_rate5m{namespace=~"$namespace"})""") with { Limit = 0.05 },
                Stat(
                    "Model versions",
                    "How many versions serve at once; more than one for longer than a switch is a silo that cannot load.",
                    "short",
                    "count(count by (version) (manidala_model_info{@}))") with { Limit = 2 },
                Stat(
                    "Age of the model",
                    "Since the model that serves was published. An alert waits for two weeks.",
                    "s",
                    "max(manidala_model_age_seconds{@})") with { Limit = 1209600 },
            ]),
            new("Feeds",
            [
                Lines(
                    "Items by source",
                    "Items of feeds a second, by what proposed them: the session's query, what trends, exploration, the newest.",
                    "cps",
                    new PanelQuery("sum by (source) (rate(manidala_gateway_feed_items_total{@}[$__rate_interval]))", "{{source}}")) with { IsStacked = true },
                Lines(
                    "Share that is personal",
                    "Items that the session's query proposed, of all. It falls with new users, and when the model is away.",
                    "percentunit",
                    new PanelQuery("""sum(rate(manidala_gateway_feed_items_total{@,source="session"}[$__rate_interval])) / sum(rate(manidala_gateway_feed_items_total{@}[$__rate_interval]))""", "session")),
                Lines(
                    "Feeds by fallback",
                    "Feeds served a second, with the model and without it.",
                    "reqps",
                    new PanelQuery("sum by (fallback) (rate(manidala_gateway_feeds_total{@}[$__rate_interval]))", "fallback {{fallback}}")) with { IsStacked = true },
            ]),
            new("Model",
            [
                Lines(
                    "Silos by version",
                    "How many processes serve each version; a switch is a crossing of two lines.",
                    "short",
                    new PanelQuery("count by (version) (manidala_model_info{@})", "{{version}}")) with { IsStacked = true },
                Lines(
                    "Items",
                    "Items that the model knows, and those that came after it: beside its index, and within it.",
                    "short",
                    new PanelQuery("max(manidala_model_items{@})", "model"),
                    new PanelQuery("max(manidala_delta_items{@})", "beside"),
                    new PanelQuery("max(manidala_delta_merged_items{@})", "merged")),
                Lines(
                    "Models refused or taken back",
                    "Models that were not published, and those found unfit in service, in an hour. Nothing in health.",
                    "short",
                    new PanelQuery("sum by (reason) (increase(manidala_model_refused_total{@}[1h]))", "refused: {{reason}}"),
                    new PanelQuery("sum by (reason) (increase(manidala_model_taken_back_total{@}[1h]))", "taken back: {{reason}}")),
            ]),
            new("Retrieval",
            [
                Lines(
                    "Time of a search",
                    "Time of one search through all items, in a silo.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_retrieval_search_duration_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_retrieval_search_duration_seconds_bucket{@}[$__rate_interval])))", "p99")) with { Limit = 0.01 },
                Lines(
                    "Size of the index",
                    "Bytes of the vectors that are searched and of the index over them, in one silo.",
                    "bytes",
                    new PanelQuery("max(manidala_retrieval_index_size_bytes{@})", "index")),
                Lines(
                    "Time to merge",
                    "Time to build the index with the items that came after the model: seconds with thousands of new items.",
                    "s",
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_delta_merge_duration_seconds_bucket{@}[$__rate_interval])))", "p99")),
            ]),
        ]);
}
