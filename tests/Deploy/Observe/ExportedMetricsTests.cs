using System.Text.RegularExpressions;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>What running processes export: what docs/metrics.md says, and no id.</summary>
[Collection(ObservedCollection.Name)]
public sealed partial class ExportedMetricsTests(ObservedCluster cluster)
{
    private const string Always = "always";

    [Fact]
    public async Task Page_OfMetrics_HasWhatProcessesExport()
    {
        Exposition[] exported = await cluster.ScrapeAsync();

        string[] ours = [.. exported.SelectMany(each => each.Types.Keys).Where(IsOurs).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal([], ours.Except(MetricsPage.Rows.Select(row => row.Name)));
        Assert.All(MetricsPage.Rows.Where(row => ours.Contains(row.Name)), row =>
        {
            Exposition of = exported.First(each => each.Types.ContainsKey(row.Name));
            Assert.Equal((row.Name, row.Type), (row.Name, of.Types[row.Name]));
            Assert.Equal(string.Join(',', row.Labels.Order(StringComparer.Ordinal)), string.Join(',', of.LabelsOf(row.Name)));
        });
    }

    [Fact]
    public async Task Processes_ExportWhatThePageOfMetricsHas()
    {
        Exposition[] exported = await cluster.ScrapeAsync();
        string[] sources = [.. new[] { "Gateway", "Grains", "Silo" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Programs.Root, folder), "*Metrics.cs", SearchOption.AllDirectories))];
        string[] instruments = [.. sources.SelectMany(path => Instrument().Matches(File.ReadAllText(path))).Select(match => match.Groups["name"].Value.Replace('.', '_'))];

        Assert.NotEmpty(MetricsPage.Rows);
        Assert.Equal(MetricsPage.Rows.Count, MetricsPage.Rows.DistinctBy(row => row.Name).Count());
        Assert.Equal([], MetricsPage.Rows.Where(row => row.Shown == Always && !exported.Any(each => each.Types.ContainsKey(row.Name))).Select(row => row.Name));
        Assert.Equal([], MetricsPage.Rows.Where(row => row.Shown == "seldom" && !instruments.Any(row.Name.StartsWith)).Select(row => row.Name));
    }

    [Fact]
    public async Task Series_WithManyMoreUsersAndItems_AreAsMany()
    {
        await new Traffic(cluster.Gateway, "before").RunAsync();
        Exposition[] before = await cluster.ScrapeAsync();

        await new Traffic(cluster.Gateway, "many", users: 60).RunAsync();
        Exposition[] after = await cluster.ScrapeAsync();

        Assert.Equal([], OfRequestsIn(after).Except(OfRequestsIn(before)));
        Assert.All(after.SelectMany(each => each.Series.Keys), series =>
        {
            Assert.DoesNotContain("many-", series, StringComparison.Ordinal);
            Assert.DoesNotContain("mandala-0", series, StringComparison.Ordinal);
        });
    }

    private static bool IsOurs(string name) => OurName().IsMatch(name);

    private static IEnumerable<string> OfRequestsIn(Exposition[] all) => all.SelectMany(each => each.Series.Keys).Where(series => NameOfRequests().IsMatch(series));

    [GeneratedRegex("^(manidala|process|system)_")]
    private static partial Regex OurName();

    [GeneratedRegex("^(manidala|http|db|process|system)_")]
    private static partial Regex NameOfRequests();

    [GeneratedRegex("\"(?<name>(?:manidala|process|system)\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();
}
