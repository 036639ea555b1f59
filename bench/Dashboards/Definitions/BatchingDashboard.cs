using static Manidala.Bench.Dashboards.Panel;

namespace Manidala.Bench.Dashboards.Definitions;

/// <summary>How steps of the encoder are computed together, and what the GPU does.</summary>
internal static class BatchingDashboard
{
    public static Dashboard Build() => new(
        "batching",
        "Batching and GPU",
        "How steps of the encoder are computed together, and what the GPU does.",
        [
            new("Now",
            [
                Stat(
                    "Steps a second",
                    "Requests to step a session, a second.",
                    "reqps",
                    "sum(rate(manidala_batch_queue_wait_seconds_count{@}[$__rate_interval]))"),
                Stat(
                    "Mean wait",
                    "How long a request waits for its batch. The autoscaler aims at 20 ms, an alert waits for 100.",
                    "s",
                    "sum(rate(manidala_batch_queue_wait_seconds_sum{@}[$__rate_interval])) / sum(rate(manidala_batch_queue_wait_seconds_count{@}[$__rate_interval]))") with { Limit = 0.1 },
                Stat(
                    "Mean batch",
                    "Requests that are computed together.",
                    "short",
                    "sum(rate(manidala_batch_size_sum{@}[$__rate_interval])) / sum(rate(manidala_batch_size_count{@}[$__rate_interval]))"),
                Stat(
                    "Busy",
                    "Share of the time in which a batch is computed, of the busiest process. Near 1 steps begin to wait.",
                    "percentunit",
                    "max(sum by (pod) (rate(manidala_batch_service_time_seconds_sum{@}[$__rate_interval])))") with { Limit = 0.8 },
            ]),
            new("Batches",
            [
                Lines(
                    "Wait for a batch",
                    "Time from a request's arrival until its batch begins.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_batch_queue_wait_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_batch_queue_wait_seconds_bucket{@}[$__rate_interval])))", "p99")) with { Limit = 0.1 },
                Lines(
                    "Time of a batch",
                    "Time to compute one batch.",
                    "s",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_batch_service_time_seconds_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_batch_service_time_seconds_bucket{@}[$__rate_interval])))", "p99")),
                Lines(
                    "Requests of a batch",
                    "Requests that were computed together: large under load, 1 when idle.",
                    "short",
                    new PanelQuery("histogram_quantile(0.5, sum by (le) (rate(manidala_batch_size_bucket{@}[$__rate_interval])))", "p50"),
                    new PanelQuery("histogram_quantile(0.99, sum by (le) (rate(manidala_batch_size_bucket{@}[$__rate_interval])))", "p99")),
            ]),
            new("Queue",
            [
                Lines(
                    "Requests that wait",
                    "Requests that wait for a batch, by process.",
                    "short",
                    new PanelQuery("sum by (pod) (manidala_batch_queue_depth{@})", "{{pod}}")),
                Lines(
                    "Requests not computed",
                    "Requests a second whose deadline passed, that were refused because the queue was full, or whose batch failed. Nothing in health.",
                    "reqps",
                    new PanelQuery("sum(rate(manidala_batch_expired_total{@}[$__rate_interval]))", "expired"),
                    new PanelQuery("sum(rate(manidala_batch_rejected_total{@}[$__rate_interval]))", "refused"),
                    new PanelQuery("sum(rate(manidala_batch_failed_total{@}[$__rate_interval]))", "failed")),
            ]),
            new("GPU",
            [
                Lines(
                    "GPU in use",
                    "Share of the time in which the GPU computes, by NVIDIA's exporter (DCGM). Nothing without a GPU.",
                    "percent",
                    new PanelQuery("""avg by (pod) (DCGM_FI_DEV_GPU_UTIL{namespace=~"$namespace"})""", "{{pod}}")) with { Limit = 90 },
                Lines(
                    "GPU memory",
                    "Memory of the GPU in use, in MiB, by NVIDIA's exporter. Nothing without a GPU.",
                    "decmbytes",
                    new PanelQuery("""max by (pod) (DCGM_FI_DEV_FB_USED{namespace=~"$namespace"})""", "{{pod}}")),
                Lines(
                    "Searches on the device",
                    "Searches a second that the device's answer was enough for, and those for which the index was searched after all. Nothing without a device.",
                    "ops",
                    new PanelQuery("sum(rate(manidala_retrieval_device_hits_total{@}[$__rate_interval]))", "enough"),
                    new PanelQuery("sum(rate(manidala_retrieval_device_misses_total{@}[$__rate_interval]))", "searched again")),
            ]),
        ]);
}
