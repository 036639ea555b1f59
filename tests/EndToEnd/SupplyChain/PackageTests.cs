using System.Text.Json;
using System.Xml.Linq;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.SupplyChain;

/// <summary>What the build takes from others is named, in one version each.</summary>
public sealed class PackageTests(SampleFolder sample)
{
    // Only in a build for a GPU.
    private const string ForAGpu = "Microsoft.ML.OnnxRuntime.Gpu";

    [Fact]
    public async Task Sbom_OfTheBuild_HasEveryPackageThatAProjectNamesInItsVersion()
    {
        string file = Path.Combine(sample.NewFolder(), "bom.json");

        ScriptResult made = await Script.RunAsync("sbom", "--out", file);

        Assert.True(made.ExitCode == 0, made.Errors);
        using JsonDocument bom = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal("CycloneDX", bom.RootElement.GetProperty("bomFormat").GetString());
        HashSet<(string, string)> listed = [.. bom.RootElement.GetProperty("components").EnumerateArray()
            .Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("version").GetString()!))];
        Dictionary<string, string> versions = Versions();
        string[] named = [.. Projects().SelectMany(Packages).Distinct().Where(name => name != ForAGpu)];
        Assert.True(named.Length > 20);
        Assert.All(named, name => Assert.Contains((name, versions[name]), listed));

        // Those that others bring along, too.
        Assert.True(listed.Count > named.Length);
    }

    [Fact]
    public void Versions_OfPackages_AreExactAndInOnePlace()
    {
        Assert.All(Versions(), version => Assert.Matches(@"^\d+(\.\d+)+(-[0-9A-Za-z.]+)?$", version.Value));
        Assert.All(Projects(), project => Assert.DoesNotContain(
            XDocument.Load(project).Descendants("PackageReference"), reference => reference.Attribute("Version") is not null));
    }

    [Fact]
    public async Task Audit_OfThePackages_FindsNothingOrSaysThatItCouldNotAsk()
    {
        ScriptResult audit = await Script.RunAsync("audit");

        Assert.True(audit.ExitCode == 0, audit.Output + audit.Errors);
        Assert.True(
            audit.Output is "No package has a known vulnerability.\n" or "Not checked: the package registry does not say which packages are vulnerable.\n",
            audit.Output);
        TestContext.Current.TestOutputHelper?.WriteLine(audit.Output);
    }

    [Theory]
    [InlineData("sbom")]
    [InlineData("sbom", "--out")]
    [InlineData("fuzz", "--inputs", "many")]
    [InlineData("fuzz", "--bogus")]
    public async Task Script_WordsThatItDoesNotKnow_EndsWithTwo(params string[] words) => Assert.Equal(2, (await Script.RunAsync(words)).ExitCode);

    [Fact]
    public async Task Fuzz_AFewInputs_WritesWhatItSent()
    {
        string file = Path.Combine(sample.NewFolder(), "fuzz.json");

        ScriptResult fuzz = await Script.RunAsync("fuzz", "--inputs", "200", "--seed", "7", "--json", file);

        Assert.True(fuzz.ExitCode == 0, fuzz.Output + fuzz.Errors);
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal(
            [("bundle", 20, 7, 0), ("endpoints", 200, 7, 0), ("gorse", 100, 7, 0), ("import", 20, 7, 0)],
            report.RootElement.EnumerateArray().Select(one => (one.GetProperty("target").GetString(), one.GetProperty("inputs").GetInt32(),
                one.GetProperty("seed").GetInt32(), one.GetProperty("findings").GetArrayLength())).OrderBy(one => one.Item1, StringComparer.Ordinal));
    }

    private static Dictionary<string, string> Versions()
    {
        XDocument central = XDocument.Load(Path.Combine(Programs.Root, "Directory.Packages.props"));
        string orleans = central.Descendants("OrleansVersion").Single().Value;
        return central.Descendants("PackageVersion").ToDictionary(
            one => one.Attribute("Include")!.Value, one => one.Attribute("Version")!.Value.Replace("$(OrleansVersion)", orleans, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Packages(string project) =>
        XDocument.Load(project).Descendants("PackageReference").Select(one => one.Attribute("Include")?.Value).OfType<string>();

    private static IEnumerable<string> Projects() => Directory.GetFiles(Programs.Root, "*.csproj", SearchOption.AllDirectories)
        .Concat([Path.Combine(Programs.Root, "Directory.Build.props"), Path.Combine(Programs.Root, "tests", "Directory.Build.props")])
        .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal));
}
