using Manidala.Bench.Dashboards;

namespace Manidala.Bench.Tests.Dashboards;

public sealed class GrafanaJsonTests
{
    public static TheoryData<string> Names => [.. DashboardList.All.Select(dashboard => dashboard.Name)];

    private static string Folder => Path.Combine(Root(), "k8s", "components", "monitoring", "dashboards");

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_EachDashboard_IsTheCommittedFile(string name)
    {
        string written = GrafanaJson.Write(DashboardList.All.Single(dashboard => dashboard.Name == name));

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, name + ".json")), written);
    }

    [Fact]
    public void Files_OfDashboards_AreOneEach() =>
        Assert.Equal(DashboardList.All.Select(dashboard => dashboard.Name + ".json").Order(StringComparer.Ordinal), Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Manidala.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above the tests holds Manidala.Orleans.sln.");
        }

        return folder.FullName;
    }
}
