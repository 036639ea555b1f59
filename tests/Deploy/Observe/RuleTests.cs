using System.Text.RegularExpressions;
using Manidala.Deploy.Tests.Crds;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>Rules and alerts, by Prometheus' own tool, and what people read when one fires.</summary>
public sealed partial class RuleTests(SampleFolder folders)
{
    private static string Cases => Path.Combine(Programs.Root, "tests", "Deploy", "Observe", "Rules");

    [Fact]
    public async Task Rules_AreValid()
    {
        string[] files = await RuleFiles.WriteAsync(folders.NewFolder());

        string said = await ProgramRun.OutputOfAsync("promtool", ["check", "rules", .. files]);

        Assert.Equal(files.Length, Regex.Count(said, "SUCCESS: [1-9][0-9]* rules found"));
    }

    [Fact]
    public async Task Rules_OnSeriesOfIncidents_FireAsTheyShould()
    {
        string folder = folders.NewFolder();
        await RuleFiles.WriteAsync(folder);
        foreach (string file in Directory.GetFiles(Cases, "*.yaml"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await ProgramRun.OutputOfAsync("promtool", ["test", "rules", .. Directory.GetFiles(Cases, "*.yaml").Select(file => Path.Combine(folder, Path.GetFileName(file)))], folder);
    }

    [Fact]
    public void Alerts_EachHaveATestAndAnEntryInTheRunbooks()
    {
        PrometheusRule.Rule[] alerts = [.. RuleFiles.All.Where(rule => rule.Alert.Length > 0)];
        string runbooks = File.ReadAllText(Path.Combine(Programs.Root, "docs", "runbooks.md"));
        string tests = string.Concat(Directory.GetFiles(Cases, "*.yaml").Select(File.ReadAllText));
        Dictionary<string, string> entries = Entry().Matches(runbooks).ToDictionary(match => match.Groups["alert"].Value, match => match.Groups["text"].Value);

        Assert.Equal(alerts.Select(alert => alert.Alert).Order(StringComparer.Ordinal), entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(alerts, alert =>
        {
            Assert.EndsWith($"/docs/runbooks.md#{alert.Alert.ToLowerInvariant()}", alert.Annotations["runbook_url"], StringComparison.Ordinal);
            Assert.All((string[])["**Means**", "**Look**", "**Do**"], part => Assert.Contains(part, entries[alert.Alert], StringComparison.Ordinal));
            Assert.All((string[])["summary", "description"], text => Assert.NotEmpty(alert.Annotations[text]));
            Assert.Contains(alert.Labels["severity"], (string[])["critical", "warning"]);
            Assert.Contains($"ALERTS{{alertname=\"{alert.Alert}\",alertstate=\"firing\"}}", tests, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"^## (?<alert>\w+)\n(?<text>(?:(?!^## ).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
