using Manidala.Deploy.Tests.Support;
using k8s.Models;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>Dashboards as Grafana gets them: what every panel has, and where it stands.</summary>
public sealed class DashboardTests
{
    private const int Columns = 24;

    private static readonly string[] Units = ["s", "ms", "short", "percent", "percentunit", "bytes", "decmbytes", "reqps", "cps", "ops"];

    public static TheoryData<string> Names => GrafanaDashboard.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_HaveAllThatAReaderNeeds(string name)
    {
        GrafanaDashboard dashboard = GrafanaDashboard.Read(name);

        GrafanaDashboard.Panel[] drawn = [.. dashboard.Panels.Where(panel => panel.Type != "row")];
        Assert.NotEmpty(drawn);
        Assert.All(drawn, panel =>
        {
            Assert.Contains(panel.Type, (string[])["stat", "timeseries"]);
            Assert.NotEmpty(panel.Title);
            Assert.EndsWith(".", panel.Description, StringComparison.Ordinal);
            Assert.Contains(panel.FieldConfig!.Defaults.Unit, Units);
            Assert.Equal("${datasource}", panel.Datasource!.Uid);
            Assert.NotEmpty(panel.Targets!);
            Assert.All(panel.Targets!, target =>
            {
                Assert.Equal("${datasource}", target.Datasource.Uid);
                Assert.Contains("namespace=~\"$namespace\"", target.Expr, StringComparison.Ordinal);
                Assert.NotEmpty(target.LegendFormat);
            });
            Assert.Equal(panel.Targets!.Length, panel.Targets.DistinctBy(target => target.RefId).Count());
            Assert.Null(panel.FieldConfig.Defaults.Thresholds.Steps[0].Value);
        });
        Assert.Equal(dashboard.Panels.Length, dashboard.Panels.DistinctBy(panel => panel.Id).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_StandOnTheGridBesideEachOther(string name)
    {
        var taken = new Dictionary<(int X, int Y), string>();

        Assert.All(GrafanaDashboard.Read(name).Panels, panel =>
        {
            Assert.InRange(panel.GridPos.X, 0, Columns - panel.GridPos.W);
            for (int cell = 0; cell < panel.GridPos.W * panel.GridPos.H; cell++)
            {
                (int, int) place = (panel.GridPos.X + (cell % panel.GridPos.W), panel.GridPos.Y + (cell / panel.GridPos.W));
                Assert.True(taken.TryAdd(place, panel.Title), $"{panel.Title} covers {taken.GetValueOrDefault(place)} at {place}.");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_HasItsVariablesAndLeadsToTheOthers(string name)
    {
        GrafanaDashboard dashboard = GrafanaDashboard.Read(name);

        Assert.Equal($"manidala-{name}", dashboard.Uid);
        Assert.Equal(["datasource", "namespace", "job"], dashboard.Templating.List.Select(variable => variable.Name));
        Assert.All(dashboard.Templating.List, variable => Assert.True(variable.Type == "datasource" || variable.Datasource!.Uid == "${datasource}"));
        Assert.Equal(dashboard.Tags, Assert.Single(dashboard.Links).Tags);
    }

    [Fact]
    public async Task Overlay_CarriesEachDashboardToGrafana()
    {
        V1ConfigMap map = (await Kustomization.BuildAsync("cpu")).The<V1ConfigMap>("manidala-dashboards");

        Assert.Equal("1", map.Metadata.Labels["grafana_dashboard"]);
        Assert.Equal(GrafanaDashboard.Files.Select(Path.GetFileName).Order(StringComparer.Ordinal), map.Data.Keys.Order(StringComparer.Ordinal));
        Assert.All(GrafanaDashboard.Files, file => Assert.Equal(File.ReadAllText(file), map.Data[Path.GetFileName(file)]));
    }
}
