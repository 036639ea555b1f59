using static Manidala.Bench.Dashboards.Panel;

namespace Manidala.Bench.Dashboards.Definitions;

/// <summary>How many processes there are, what the autoscalers see, and how much room is left.</summary>
internal static class CapacityDashboard
{
    public static Dashboard Build() => new(
        "capacity",
        "Autoscaling and capacity",
        "How many processes there are, what the autoscalers see, and how much room is left.",
        [
            new("Now",
            [
                Stat(
                    "Processes",
                    "Processes that Prometheus reaches.",
                    "short",
                    "sum(up{@})"),
                Stat(
                    "Cores in use",
                    "Cores that all processes use.",
                    "short",
                    "sum(rate(dotnet_process_cpu_time_seconds_total{@}[$__rate_interval]))"),
                Stat(
                    "Memory",
                    "Memory that all processes hold.",
                    "bytes",
                    "sum(dotnet_process_memory_working_set_bytes{@})"),
                Stat(
                    "Least free disk",
                    "Free share of the file system of a data folder, where it is least. An alert waits for 10 %.",
                    "percentunit",
                    """min(system_filesystem_usage_bytes{@,system_filesystem_state="free"} / ignoring (system_filesystem_state) sum without (system_filesystem_state) (system_filesystem_usage_bytes{@}))""") with { Limit = 0.1, IsFloor = true },
            ]),
            new("Replicas",
            [
                Lines(
                    "Processes by job",
                    "Processes that Prometheus reaches, by job.",
                    "short",
                    new PanelQuery("sum by (job) (up{@})", "{{job}}")) with { IsStacked = true },
                Lines(
                    "Uptime",
                    "Time since each process began: a line that falls is a restart.",
                    "s",
                    new PanelQuery("process_uptime_seconds{@}", "{{pod}}")),
                Lines(
                    "Versions",
                    "Processes by version of the program: two during a roll-out.",
                    "short",
                    new PanelQuery("count by (version) (manidala_build_info{@})", "{{version}}")) with { IsStacked = true },
            ]),
            new("What the autoscalers see",
            [
                Lines(
                    "Processor",
                    "Cores that a process uses, on average, by job.",
                    "short",
                    new PanelQuery("avg by (job) (rate(dotnet_process_cpu_time_seconds_total{@}[$__rate_interval]))", "{{job}}")),
                Lines(
                    "Feeds in progress",
                    "Feeds in progress in a gateway, on average.",
                    "short",
                    new PanelQuery("""avg(sum by (pod) (manidala_gateway_in_progress{@,operation="feed"}))""", "a gateway")),
                Lines(
                    "Wait for a batch",
                    "Mean wait of a step in a silo; the autoscaler aims at 20 ms.",
                    "s",
                    new PanelQuery("sum(rate(manidala_batch_queue_wait_seconds_sum{@}[$__rate_interval])) / sum(rate(manidala_batch_queue_wait_seconds_count{@}[$__rate_interval]))", "mean")) with { Limit = 0.02 },
                Lines(
                    "Users of a silo",
                    "Users in memory of a silo, on average; the autoscaler aims at 50,000.",
                    "short",
                    new PanelQuery("""avg(orleans_grains{@,grain_type="user"})""", "a silo")) with { Limit = 50000 },
            ]),
            new("Room",
            [
                Lines(
                    "Memory",
                    "Memory that each process holds.",
                    "bytes",
                    new PanelQuery("sum by (pod) (dotnet_process_memory_working_set_bytes{@})", "{{pod}}")),
                Lines(
                    "Free disk",
                    "Free bytes of the file system of each data folder.",
                    "bytes",
                    new PanelQuery("""min by (pod) (system_filesystem_usage_bytes{@,system_filesystem_state="free"})""", "{{pod}}")),
                Lines(
                    "Bound of feeds",
                    "Feeds that a gateway lets in at once; it falls while all of them wait.",
                    "short",
                    new PanelQuery("""min by (pod) (manidala_gateway_limit{@,operation="feed"})""", "{{pod}}")) with { Limit = 64, IsFloor = true },
                Lines(
                    "Refused for load",
                    "Requests a second that were refused because too many were in progress, and those beyond a key's rate.",
                    "reqps",
                    new PanelQuery("""sum(rate(manidala_gateway_requests_total{@,outcome="overloaded"}[$__rate_interval]))""", "load"),
                    new PanelQuery("""sum(rate(manidala_gateway_requests_total{@,outcome="limited"}[$__rate_interval]))""", "rate")),
            ]),
        ]);
}
