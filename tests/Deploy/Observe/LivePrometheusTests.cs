using System.Text.RegularExpressions;
using Manidala.Deploy.Tests.Crds;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>A real Prometheus that scraped a used cluster answers all that dashboards, rules and alerts ask.</summary>
[Collection(ObservedCollection.Name)]
public sealed partial class LivePrometheusTests(ObservedCluster cluster)
{
    private const string RateInterval = "15s";

    public static TheoryData<string> Dashboards => GrafanaDashboard.Names;

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Queries_OfADashboard_HaveData(string name)
    {
        var unanswered = new List<string>();
        foreach (GrafanaDashboard.Panel panel in GrafanaDashboard.Read(name).Panels)
        {
            foreach (GrafanaDashboard.Target target in panel.Targets ?? [])
            {
                string asked = target.Expr.Replace("$__rate_interval", RateInterval, StringComparison.Ordinal).Replace("$namespace", "manidala", StringComparison.Ordinal).Replace("$job", ".*", StringComparison.Ordinal);
                string query = $"{name} / {panel.Title} / {target.LegendFormat}";
                if (!EmptyInHealth.Has(query) && (await cluster.Prometheus.QueryAsync(asked)).Length == 0)
                {
                    unanswered.Add(query);
                }
            }
        }

        Assert.Equal([], unanswered);
    }

    [Fact]
    public async Task RecordingRules_HaveData()
    {
        var unanswered = new List<string>();
        foreach (PrometheusRule.Rule rule in RuleFiles.All.Where(rule => rule.Record.Length > 0))
        {
            string labels = string.Join(',', rule.Labels.Select(label => $"{label.Key}=\"{label.Value}\""));
            if ((await cluster.Prometheus.QueryAsync($"{rule.Record}{{{labels}}}")).Length == 0)
            {
                unanswered.Add(rule.Record);
            }
        }

        Assert.Equal([], unanswered);
    }

    [Fact]
    public async Task Alerts_HaveDataToJudgeBy_AndNoneFires()
    {
        var unanswered = new List<string>();
        foreach (PrometheusRule.Rule rule in RuleFiles.All.Where(rule => rule.Alert.Length > 0))
        {
            // A comparison that only says yes or no has an answer whenever both of its sides have one.
            string judged = Comparison().Replace(rule.Expr, " ${operator} bool ");
            Assert.NotEqual(rule.Expr, judged);
            if (!EmptyInHealth.Has(rule.Alert) && (await cluster.Prometheus.QueryAsync(judged)).Length == 0)
            {
                unanswered.Add(rule.Alert);
            }
        }

        Assert.Equal([], unanswered);
        Assert.Empty(await cluster.Prometheus.QueryAsync("""ALERTS{alertstate="firing"}"""));
    }

    [Fact]
    public void EmptyInHealth_NamesQueriesAndAlertsThatThereAre()
    {
        string[] known =
        [
            .. GrafanaDashboard.Names.SelectMany(name => GrafanaDashboard.Read(name.Data).Panels.SelectMany(panel =>
                (panel.Targets ?? []).Select(target => $"{name.Data} / {panel.Title} / {target.LegendFormat}"))),
            .. RuleFiles.All.Select(rule => rule.Alert),
        ];

        Assert.Equal([], EmptyInHealth.All.Keys.Except(known));
        Assert.All(EmptyInHealth.All.Values, Assert.NotEmpty);
    }

    [GeneratedRegex(" (?<operator>>|<|==) ")]
    private static partial Regex Comparison();
}
