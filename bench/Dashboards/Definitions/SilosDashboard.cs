using static Manidala.Bench.Dashboards.Panel;

namespace Manidala.Bench.Dashboards.Definitions;

/// <summary>Users' grains, the journal behind them, Orleans and the runtime.</summary>
internal static class SilosDashboard
{
    public static Dashboard Build() => new(
        "silos",
        "Silos, grains and journal",
        "Users' grains, the journal behind them, Orleans and the runtime.",
        [
            new("Journal",
            [
                Lines(
                    "Until durable",
                    "Time from a call's arrival at the journal until its interactions are durable. The objective: 99 % within 100 ms.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_journal_append_duration_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_journal_append_duration_seconds_bucket{@}[$__rate_interval])))", "p99")) with { Limit = 0.1 },
                Lines(
                    "Commits",
                    "Time to commit one group. An alert waits for a p99 of 500 ms.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_journal_commit_duration_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_journal_commit_duration_seconds_bucket{@}[$__rate_interval])))", "p99")) with { Limit = 0.5 },
                Lines(
                    "Interactions",
                    "Interactions a second that were committed, that failed to be, or that were refused.",
                    "cps",
                    new PanelQuery("sum(rate(manidala_journal_appended_total{@}[$__rate_interval]))", "committed"),
                    new PanelQuery("sum(rate(manidala_journal_failed_total{@}[$__rate_interval]))", "failed"),
                    new PanelQuery("sum(rate(manidala_journal_rejected_total{@}[$__rate_interval]))", "refused")),
            ]),
            new("Journal: queues and followers",
            [
                Lines(
                    "Interactions of a commit",
                    "Interactions that share a commit: more of them under load.",
                    "short",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_journal_group_size_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_journal_group_size_bucket{@}[$__rate_interval])))", "p99")),
                Lines(
                    "Interactions that wait",
                    "Interactions that wait for the journal, by process; 50,000 are the most.",
                    "short",
                    new PanelQuery("sum by (pod) (manidala_journal_queue_depth{@})", "{{pod}}")) with { Limit = 50000 },
                Lines(
                    "Lag of trending counts",
                    "How old the newest interaction is that trending counts have read while more wait. An alert waits for a minute.",
                    "s",
                    new PanelQuery("max(manidala_journal_follow_lag_seconds{@})", "lag")) with { Limit = 60 },
                Lines(
                    "Partitions left",
                    "Time until the partitions that were made ahead end, with PostgreSQL. An alert waits for a week.",
                    "s",
                    new PanelQuery("min(manidala_journal_partitions_left_seconds{@})", "left")) with { Limit = 604800, IsFloor = true },
            ]),
            new("Users' grains",
            [
                Lines(
                    "Active users",
                    "Users whose session is in memory, by process.",
                    "short",
                    new PanelQuery("""sum by (pod) (orleans_grains{@,grain_type="user"})""", "{{pod}}")) with { IsStacked = true },
                Lines(
                    "Sessions that begin",
                    "Users' grains that begin, a second: more than newcomers while silos come and go.",
                    "cps",
                    new PanelQuery("sum(rate(manidala_session_replay_length_count{@}[$__rate_interval]))", "begun")),
                Lines(
                    "Replay of a session",
                    "Interactions that are read when a session begins.",
                    "short",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_session_replay_length_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_session_replay_length_bucket{@}[$__rate_interval])))", "p99")),
                Lines(
                    "Age of snapshots",
                    "Age of the snapshot that a session began from.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_session_snapshot_age_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_session_snapshot_age_seconds_bucket{@}[$__rate_interval])))", "p99")),
            ]),
            new("Orleans",
            [
                Lines(
                    "Latency of calls",
                    "Time of calls between grains and from gateways, as Orleans measures it, in milliseconds.",
                    "ms",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(orleans_app_requests_latency_milliseconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(orleans_app_requests_latency_milliseconds_bucket{@}[$__rate_interval])))", "p99")),
                Lines(
                    "Messages",
                    "Messages that silos take in, a second.",
                    "cps",
                    new PanelQuery("sum by (pod) (rate(orleans_messaging_processing_dispatcher_received_total{@}[$__rate_interval]))", "{{pod}}")),
                Lines(
                    "Activations",
                    "Activations in memory, by kind of grain.",
                    "short",
                    new PanelQuery("sum by (grain_type) (orleans_grains{@})", "{{grain_type}}")),
            ]),
            new("Runtime and database",
            [
                Lines(
                    "Memory",
                    "Memory that each process holds.",
                    "bytes",
                    new PanelQuery("sum by (pod) (dotnet_process_memory_working_set_bytes{@})", "{{pod}}")),
                Lines(
                    "Pauses",
                    "Share of the time in which a process pauses for the collector.",
                    "percentunit",
                    new PanelQuery("sum by (pod) (rate(dotnet_gc_pause_time_seconds_total{@}[$__rate_interval]))", "{{pod}}")) with { Limit = 0.05 },
                Lines(
                    "Pool's queue",
                    "Work that waits for a thread of the pool, by process.",
                    "short",
                    new PanelQuery("sum by (pod) (dotnet_thread_pool_queue_length_total{@})", "{{pod}}")),
                Lines(
                    "Database connections",
                    "Connections to PostgreSQL by state, of all processes.",
                    "short",
                    new PanelQuery("sum by (db_client_connection_state) (db_client_connection_count{@})", "{{db_client_connection_state}}")),
            ]),
        ]);
}
