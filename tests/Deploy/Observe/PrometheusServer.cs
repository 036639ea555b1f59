using System.Globalization;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>Debian's Prometheus with the repository's rules, labels on its targets as the operator puts them there, and a scrape every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ManidalaProcess _process;
    private readonly HttpClient _http;

    private PrometheusServer(ManidalaProcess process, Uri address)
    {
        _process = process;
        Address = address;
        _http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public static async Task<PrometheusServer> StartAsync(string folder, Uri silo, Uri gateway)
    {
        string[] rules = await RuleFiles.WriteAsync(folder);
        string configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: [{{string.Join(", ", rules)}}]
            scrape_configs:
              - job_name: manidala-silo
                static_configs: [{ targets: ["{{silo.Authority}}"], labels: { namespace: manidala, pod: manidala-silo-0, app_kubernetes_io_component: silo } }]
              - job_name: manidala
                static_configs: [{ targets: ["{{gateway.Authority}}"], labels: { namespace: manidala, pod: manidala-gateway-0, app_kubernetes_io_component: gateway } }]
            """);
        var address = new Uri($"http://127.0.0.1:{FreePorts.Text()}/");
        ManidalaProcess process = ManidalaProcess.StartCommand(
        [
            "prometheus", $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "tsdb")}", $"--web.listen-address={address.Authority}",
        ]);
        try
        {
            await process.LineAsync("Server is ready to receive web requests");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return new PrometheusServer(process, address);
    }

    /// <summary>The values that a query has now.</summary>
    public async Task<double[]> QueryAsync(string expression)
    {
        using HttpResponseMessage response = await _http.PostAsync("api/v1/query", new FormUrlEncodedContent([new("query", expression)]));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{expression}\n{body}");
        using JsonDocument answer = JsonDocument.Parse(body);
        JsonElement data = answer.RootElement.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [ValueOf(data.GetProperty("result"))]
            : [.. data.GetProperty("result").EnumerateArray().Select(series => ValueOf(series.GetProperty("value")))];
    }

    /// <summary>Waits until both processes were scraped so often after this call.</summary>
    public async Task UntilScrapedAsync(int times)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        const string Newest = "min(timestamp(up))";
        double wanted = (await QueryAsync(Newest)).DefaultIfEmpty().Min() + times;
        while ((await QueryAsync(Newest)).DefaultIfEmpty().Min() < wanted)
        {
            await Task.Delay(Interval / 4, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static double ValueOf(JsonElement sample) => double.Parse(sample[1].GetString()!, CultureInfo.InvariantCulture);
}
