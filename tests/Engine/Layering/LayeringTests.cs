namespace Manidala.Engine.Tests.Layering;

public sealed class LayeringTests
{
    private static readonly string[][] Levels =
    [
        ["Catalog", "Devices", "Telemetry"],
        ["Sessions", "Retrieval", "Batching", "Trending", "Blending"],
        ["Model"],
        ["Feeds"],
    ];

    private static readonly string[] ForbiddenWorlds = ["Orleans", "Microsoft.AspNetCore", "Microsoft.Data", "Npgsql", "System.Data"];

    [Fact]
    public void Folders_EachFile_NamesOnlyFoldersBelowItsOwn()
    {
        string[] violations = [.. SourceReferences.Files().SelectMany(file => Violations(file, SourceReferences.Read(file)))];

        Assert.Empty(violations);
    }

    [Fact]
    public void Folders_AllOfThem_HaveALevelAndTheirNamespace()
    {
        string[] files = [.. SourceReferences.Files()];

        Assert.Equal(Levels.SelectMany(level => level).Order(), files.Select(FolderOf).Distinct().Order());
        Assert.All(files, file => Assert.Equal($"Manidala.Engine.{FolderOf(file)}", SourceReferences.NamespaceOf(SourceReferences.Read(file))));
    }

    [Fact]
    public void Engine_EachFile_KnowsNoOrleansNoHttpAndNoSql()
    {
        Assert.All(SourceReferences.Files(), file => Assert.DoesNotContain(
            ForbiddenWorlds,
            world => SourceReferences.Read(file).Contains($"using {world}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Retrieval/A.cs", "using Manidala.Engine.Telemetry;", true)]
    [InlineData("Retrieval/A.cs", "using Manidala.Engine.Batching;", false)]
    [InlineData("Retrieval/A.cs", "using Manidala.Engine.Model;", false)]
    [InlineData("Catalog/A.cs", "using Manidala.Engine.Telemetry;", false)]
    [InlineData("Model/A.cs", "var x = new Engine.Feeds.FeedView();", false)]
    [InlineData("Model/A.cs", "using static Manidala.Engine.Feeds.Slots;", false)]
    [InlineData("Feeds/A.cs", "using Manidala.Engine.Model;", true)]
    [InlineData("Feeds/A.cs", "namespace Manidala.Engine.Feeds;", true)]
    public void Violations_Reference_AreUpwardAndSidewaysOnes(string file, string source, bool isAllowed)
    {
        Assert.Equal(isAllowed, !Violations(file, source).Any());
    }

    private static IEnumerable<string> Violations(string file, string source)
    {
        string folder = FolderOf(file);
        return SourceReferences.FoldersIn(source)
            .Where(named => named != folder && LevelOf(named) >= LevelOf(folder))
            .Select(named => $"{file} (level {LevelOf(folder)}) names {named} (level {LevelOf(named)})");
    }

    private static string FolderOf(string file) => file.Split('/')[0];

    // A folder without a level counts as above all others, so that nobody may name it before it is given one.
    private static int LevelOf(string folder)
    {
        int level = Array.FindIndex(Levels, folders => folders.Contains(folder, StringComparer.Ordinal));
        return level < 0 ? Levels.Length : level;
    }
}
