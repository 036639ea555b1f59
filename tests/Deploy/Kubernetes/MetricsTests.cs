using System.Text.RegularExpressions;
using k8s.Models;
using Manidala.Deploy.Tests.Crds;
using Manidala.Deploy.Tests.Observe;
using Manidala.Deploy.Tests.Support;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>Whatever autoscalers ask Prometheus for is what running processes export, with the labels that are asked for.</summary>
[Collection(ObservedCollection.Name)]
public sealed partial class MetricsTests(ObservedCluster cluster)
{
    [Fact]
    public async Task Queries_OfAutoscalers_AreAnsweredByTheProcessThatTheyAreAbout()
    {
        string[] exported = [.. (await cluster.ScrapeAsync()).Select(each => each.Text)];
        (string silo, string gateway) = (exported[0], exported[1]);
        ManifestSet withHpa = await Kustomization.BuildAsync("cpu");
        ManifestSet withKeda = await Kustomization.BuildAsync("cpu-keda");
        Dictionary<string, string> queries = AdapterRules.In(withHpa).Rules.ToDictionary(rule => rule.Name.As, rule => rule.MetricsQuery);

        Expect(gateway, QueriesOf(withHpa, queries, "manidala-gateway"));
        Expect(silo, QueriesOf(withHpa, queries, "manidala-silo"));
        Expect(gateway, QueriesOf(withKeda, "manidala-gateway"));
        Expect(silo, QueriesOf(withKeda, "manidala-silo"));
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

    [GeneratedRegex(@"(?<name>(?:manidala|orleans|http|process|dotnet)_[a-z_]+)(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex("""(?<name>[a-z_]+)="(?<value>[^"]*)["]""")]
    private static partial Regex Label();
}
