using System.Net;
using System.Text.RegularExpressions;
using k8s.Models;
using Manidala.Deploy.Tests.Crds;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>Whatever autoscalers and rules ask Prometheus for is what running processes export, with the labels that are asked for.</summary>
public sealed partial class MetricsTests(SampleFolder sample)
{
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task Queries_OfAutoscalersAndRules_AreAnsweredByTheProcessThatTheyAreAbout()
    {
        (string gateway, string silo) = await ScrapeAsync();
        ManifestSet withHpa = await Kustomization.BuildAsync("cpu");
        ManifestSet withKeda = await Kustomization.BuildAsync("cpu-keda");
        Dictionary<string, string> queries = AdapterRules.In(withHpa).Rules.ToDictionary(rule => rule.Name.As, rule => rule.MetricsQuery);

        Expect(gateway, QueriesOf(withHpa, queries, "manidala-gateway"));
        Expect(silo, QueriesOf(withHpa, queries, "manidala-silo"));
        Expect(gateway, QueriesOf(withKeda, "manidala-gateway"));
        Expect(silo, QueriesOf(withKeda, "manidala-silo"));
        Expect(gateway + silo, [.. withHpa.Of<PrometheusRule>().SelectMany(one => one.Spec.Groups).SelectMany(group => group.Rules).Select(rule => rule.Expr)]);
        Assert.All(AdapterRules.In(withHpa).Rules, rule => Assert.Contains(Metric().Match(rule.SeriesQuery).Groups["name"].Value, rule.MetricsQuery, StringComparison.Ordinal));
    }

    private static string[] QueriesOf(ManifestSet set, Dictionary<string, string> rules, string scaler) =>
        [.. set.The<V2HorizontalPodAutoscaler>(scaler).Spec.Metrics.Where(metric => metric.Pods is not null).Select(metric => rules[metric.Pods.Metric.Name])];

    private static string[] QueriesOf(ManifestSet set, string scaled) =>
        [.. set.The<ScaledObject>(scaled).Spec.Triggers.Where(trigger => trigger.Type == "prometheus").Select(trigger => trigger.Metadata["query"])];

    private static void Expect(string exported, string[] queries)
    {
        Assert.NotEmpty(queries);
        string[] series = [.. exported.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        foreach (Match asked in queries.SelectMany(query => Metric().Matches(query)))
        {
            string name = asked.Groups["name"].Value;
            string[] found = [.. series.Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))];
            Assert.True(found.Length > 0, $"Nothing exports {name}.");
            foreach (Match label in Label().Matches(asked.Groups["labels"].Value).Where(label => label.Groups["name"].Value is "operation" or "grain_type"))
            {
                Assert.Contains(found, line => line.Contains($"{label.Groups["name"].Value}=\"{label.Groups["value"].Value}\"", StringComparison.Ordinal));
            }
        }
    }

    // After a user has done something, and with a model.
    private async Task<(string Gateway, string Silo)> ScrapeAsync()
    {
        string siloGateway = FreePorts.Text();
        await using RunningSilo silo = await RunningSilo.StartAsync(
            await sample.CopyAsync(), new Dictionary<string, string> { ["SILO_PORT"] = FreePorts.Text(), ["SILO_GATEWAY_PORT"] = siloGateway }, role: "silo");
        await using RunningGateway gateway = await RunningGateway.StartAsync(new Dictionary<string, string> { ["SILO_GATEWAY"] = $"127.0.0.1:{siloGateway}" });
        await Eventually.StatusAsync(gateway.Api, "health/ready", HttpStatusCode.OK, TimeSpan.FromSeconds(30));
        await gateway.Api.PostAsync(new Deed("scraped", "mandala-00001", "like", SomeTimeMs, "scraped-1"));
        Assert.False((await gateway.Api.FeedAsync("scraped")).Fallback);
        return (await gateway.Api.Http.GetStringAsync("metrics"), await silo.Api.Http.GetStringAsync("metrics"));
    }

    [GeneratedRegex(@"(?<name>(?:manidala|orleans|http|process|dotnet)_[a-z_]+)(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex("""(?<name>[a-z_]+)="(?<value>[^"]*)["]""")]
    private static partial Regex Label();
}
