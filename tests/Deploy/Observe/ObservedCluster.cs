using System.Net;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>
/// A silo and a gateway on PostgreSQL that have been used, and a Prometheus that scraped them every second meanwhile: shared by all tests of what can be observed.
/// </summary>
public sealed class ObservedCluster(SampleFolder sample, PostgresFixture postgres) : IAsyncLifetime
{
    // Prices, so that costs are told; sessions that leave the memory soon and snapshots that are soon due, so that some begin from one.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Cost__PricePerHour"] = "0.05",
        ["Cost__MonthlyBudget"] = "500",
        ["Sessions__IdleFor"] = "00:00:05",
        ["Sessions__SnapshotEvery"] = "5",
        ["Sessions__SnapshotAtEnd"] = "5",
    };

    private RunningSilo? _silo;
    private RunningGateway? _gateway;
    private PrometheusServer? _prometheus;
    private SpanReceiver? _spans;

    internal Api Gateway => _gateway!.Api;

    internal Api Silo => _silo!.Api;

    internal ManidalaProcess GatewayProcess => _gateway!.Process;

    internal PrometheusServer Prometheus => _prometheus!;

    internal SpanReceiver Spans => _spans!;

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string> environment = await TestPostgres.CreateSampleAsync(postgres, sample);
        foreach ((string name, string value) in Settings)
        {
            environment[name] = value;
        }

        // Only what comes with a trace is followed: by default one in a hundred of the others is, too.
        _spans = await SpanReceiver.StartAsync();
        (environment["OTEL_EXPORTER_OTLP_ENDPOINT"], environment["OTEL_EXPORTER_OTLP_PROTOCOL"]) = (_spans.Address, "http/protobuf");
        (environment["OTEL_BSP_SCHEDULE_DELAY"], environment["LOG_FORMAT"]) = ("200", "json");
        environment["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Information";
        _silo = await RunningSilo.StartAsync(sample.NewFolder(), environment, role: "silo");
        _gateway = await RunningGateway.StartAsync(environment);
        _prometheus = await PrometheusServer.StartAsync(sample.NewFolder(), Silo.Http.BaseAddress!, Gateway.Http.BaseAddress!);
        await Eventually.StatusAsync(Gateway, "health/ready", HttpStatusCode.OK, TimeSpan.FromSeconds(30));
        await new Traffic(Gateway, "first").RunAsync();
        await TestPostgres.PublishModelAsync(Gateway.Http.BaseAddress!, await sample.CopyAsync());
        await Gateway.FeedUntilAsync("reader", feed => feed.Model is not null, TimeSpan.FromSeconds(30));
        await UntilNobodyIsInMemoryAsync();
        await new Traffic(Gateway, "first").RunAsync();

        // A rate needs two scrapes, and a rule one more turn.
        await Prometheus.UntilScrapedAsync(times: 4);
    }

    /// <summary>All that both processes export now.</summary>
    internal async Task<Exposition[]> ScrapeAsync() =>
    [
        Exposition.Parse(await Silo.Http.GetStringAsync("metrics")), Exposition.Parse(await Gateway.Http.GetStringAsync("metrics")),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? process in new IAsyncDisposable?[] { _prometheus, _gateway, _silo, _spans })
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task UntilNobodyIsInMemoryAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Exposition.Parse(await Silo.Http.GetStringAsync("metrics")).Sum("orleans_grains", "grain_type=\"user\"") > 0)
        {
            await Task.Delay(Prometheus.Interval, deadline.Token);
        }
    }
}
