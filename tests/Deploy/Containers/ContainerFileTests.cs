using System.Text.RegularExpressions;
using System.Xml.Linq;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Containers;

/// <summary>What the Dockerfile says, held to the repository. No engine is asked.</summary>
public sealed partial class ContainerFileTests
{
    private static readonly ContainerFile Dockerfile = ContainerFile.Read();

    public static TheoryData<string> Targets => [.. Dockerfile.Targets.Select(target => target.Name)];

    [Fact]
    public void Targets_AreThoseThatAreDocumented_AndTheLastIsTheOneProcess()
    {
        Assert.Equal(["all-in-one", "gateway", "silo", "silo-gpu", "trainer"], Dockerfile.Targets.Select(target => target.Name).Order(StringComparer.Ordinal));

        // Platforms that name no target take the last one.
        Assert.Equal("all-in-one", Dockerfile.Stages[^1].Name);
    }

    [Fact]
    public void Copies_FromTheContext_AreThereAndAreSent()
    {
        string[] sent = [.. File.ReadLines(Path.Combine(Programs.Root, ".dockerignore"))
            .Where(line => line.StartsWith('!')).Select(line => line[1..].TrimEnd('/'))];
        string[] sources = [.. Dockerfile.Stages.SelectMany(stage => stage.Copies).Where(copy => copy.From is null).SelectMany(copy => copy.Sources).Distinct()];

        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            Assert.True(Path.Exists(Path.Combine(Programs.Root, source)), $"{source} is not there.");
            Assert.Contains(source.TrimEnd('/'), sent);
        });
        Assert.All(sent, path => Assert.True(Path.Exists(Path.Combine(Programs.Root, path)), $".dockerignore lets {path} in, which is not there."));
    }

    [Fact]
    public void Copies_FromOtherStages_AreOfStagesBeforeThem()
    {
        string[] names = [.. Dockerfile.Stages.Select(stage => stage.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(Dockerfile.Stages, stage => Assert.All(stage.Copies.Where(copy => copy.From is not null), copy =>
            Assert.InRange(Array.IndexOf(names, copy.From), 0, Array.IndexOf(names, stage.Name) - 1)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_ItsBuild_HasEveryProjectThatItNeeds(string name)
    {
        ContainerFile.Stage build = BuildOf(Dockerfile[name]);
        string[] copied = [.. build.Copies.Where(copy => copy.From is null).SelectMany(copy => copy.Sources)];

        Assert.All(WithReferences(ProjectOf(build)), project =>
            Assert.Contains(copied, source => project.StartsWith(Path.Combine(Programs.Root, source), StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_StartsWhatItsBuildMade_AsNobodySpecial(string name)
    {
        ContainerFile.Stage target = Dockerfile[name];
        string dll = Path.GetFileNameWithoutExtension(ProjectOf(BuildOf(target))) + ".dll";

        Assert.Equal(["dotnet", $"/app/{dll}"], target.Last("ENTRYPOINT").Words);
        Assert.Equal("1654:1654", target.Last("USER").Text);
        Assert.Contains("USER", target.Own.Select(one => one.Name));
        Assert.Equal("/", target.Last("WORKDIR").Text);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_ItsHealthCheck_AsksTheSameProgram(string name)
    {
        ContainerFile.Instruction check = Dockerfile[name].Last("HEALTHCHECK");
        if (name == "trainer")
        {
            Assert.Equal("NONE", check.Text);
            return;
        }

        Assert.Equal([.. Dockerfile[name].Last("ENTRYPOINT").Words, "health"], check.Words);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_Labels_SayWhatItIsAndWhereItsBillOfMaterialsLies(string name)
    {
        ContainerFile.Stage target = Dockerfile[name];
        Dictionary<string, string> labels = target.Pairs("LABEL");
        string version = XDocument.Load(Path.Combine(Programs.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.Equal($"manidala-{name}", labels["org.opencontainers.image.title"]);
        Assert.Equal(version, labels["org.opencontainers.image.version"]);
        Assert.Equal("/app/sbom.cdx.json", labels["io.manidala.sbom"]);
        Assert.Contains(BuildOf(target).Own, one => one.Name == "RUN" && one.Text.Contains("-o /publish -fn sbom.cdx.json", StringComparison.Ordinal));
    }

    [Fact]
    public void Images_AreOfANamedVersion() => Assert.All(
        Dockerfile.Stages.Where(stage => stage.Base is null && Dockerfile.Stages.All(other => other.Name != stage.Image)),
        stage => Assert.Matches("^[a-z./]+:[0-9][0-9a-z.-]+$", stage.Image));

    [Theory]
    [InlineData("all-in-one", "all")]
    [InlineData("silo", "silo")]
    [InlineData("silo-gpu", "model")]
    public void Target_OfTheSilo_HasItsRole(string name, string role)
    {
        Dictionary<string, string> environment = Dockerfile[name].Pairs("ENV");

        Assert.Equal((role, "/data"), (environment["Role"], environment["Data"]));
        Assert.Equal("8080", Dockerfile[name].Last("EXPOSE").Text.Split(' ')[0]);
        Assert.Equal("8080", environment["PORT"]);
    }

    private static ContainerFile.Stage BuildOf(ContainerFile.Stage target) =>
        Dockerfile[Assert.Single(target.Copies, copy => copy.Target == "/app/").From!];

    private static string ProjectOf(ContainerFile.Stage build)
    {
        Match publish = Published().Match(Assert.Single(build.Own, one => Published().IsMatch(one.Text)).Text);
        string project = Path.Combine(Programs.Root, publish.Groups["project"].Value);
        Assert.True(File.Exists(project), project);
        return project;
    }

    private static HashSet<string> WithReferences(string project)
    {
        var all = new HashSet<string>();
        var open = new Queue<string>([project]);
        while (open.TryDequeue(out string? next))
        {
            if (all.Add(next))
            {
                foreach (XElement reference in XDocument.Load(next).Descendants("ProjectReference"))
                {
                    open.Enqueue(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(next)!, reference.Attribute("Include")!.Value)));
                }
            }
        }

        return all;
    }

    [GeneratedRegex("^dotnet publish (?<project>[^ ]+)")]
    private static partial Regex Published();
}
