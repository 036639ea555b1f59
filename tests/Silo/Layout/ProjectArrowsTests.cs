using System.Xml.Linq;

namespace Manidala.Silo.Tests.Layout;

/// <summary>Holds the projects to the arrows of ARCHITECTURE.md. The compiler refuses what a project does not name; this holds what it may name.</summary>
public sealed class ProjectArrowsTests
{
    private static readonly DirectoryInfo Root = FindRoot();

    [Theory]
    [InlineData("Grains.Interfaces/Manidala.Grains.Interfaces.csproj")]
    [InlineData("Grains/Engine/Manidala.Engine.csproj")]
    [InlineData("Grains/Storage/Manidala.Storage.csproj", "Manidala.Engine")]
    [InlineData("Grains/Manidala.Grains.csproj", "Manidala.Engine", "Manidala.Grains.Interfaces", "Manidala.Storage")]
    [InlineData("Gateway/Manidala.Gateway.csproj", "Manidala.Grains.Interfaces")]
    [InlineData(
        "Silo/Manidala.Silo.csproj",
        "Manidala.Engine", "Manidala.Gateway", "Manidala.Grains", "Manidala.Grains.Interfaces", "Manidala.Storage")]
    [InlineData("Training/Manidala.Training.csproj", "Manidala.Engine", "Manidala.Storage")]
    [InlineData("bench/Manidala.Bench.csproj", "Manidala.Engine", "Manidala.Storage")]
    [InlineData("clients/dotnet/Manidala.Client.csproj")]
    public void References_OfEachProject_AreItsArrows(string project, params string[] arrows) =>
        Assert.Equal(arrows, Names(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Grains/Engine/Manidala.Engine.csproj", "Orleans", "AspNetCore", "Npgsql", "Sqlite", "TorchSharp")]
    [InlineData("Grains/Storage/Manidala.Storage.csproj", "Orleans", "AspNetCore", "Onnx", "TorchSharp")]
    [InlineData("Grains/Manidala.Grains.csproj", "AspNetCore", "Npgsql", "Sqlite", "Onnx", "TorchSharp")]
    [InlineData("Gateway/Manidala.Gateway.csproj", "Orleans.Server", "Sqlite", "Onnx", "TorchSharp")]
    [InlineData("Training/Manidala.Training.csproj", "Orleans", "AspNetCore", "Npgsql", "Sqlite")]
    [InlineData("clients/dotnet/Manidala.Client.csproj", "Orleans", "AspNetCore", "Npgsql", "Sqlite", "Onnx", "TorchSharp")]
    public void Packages_OfEachProject_AreNotThoseOfAnotherLayer(string project, params string[] foreign) =>
        Assert.All(Names(project, "PackageReference"), package =>
            Assert.DoesNotContain(foreign, name => package.Contains(name, StringComparison.OrdinalIgnoreCase)));

    private static string[] Names(string project, string element) =>
        [.. XDocument.Load(Path.Combine(Root.FullName, project)).Descendants(element).Select(one => one.Attribute("Include")!.Value)];

    private static DirectoryInfo FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Manidala.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above the tests holds Manidala.Orleans.sln.");
        }

        return folder;
    }
}
