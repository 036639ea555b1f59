using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Manidala.Engine.Tests.Layering;

/// <summary>Which of the engine's folders a source file names: in a using, a qualified name or its own namespace.</summary>
internal static partial class SourceReferences
{
    public static string EngineFolder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "Grains", "Engine"));

    public static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(EngineFolder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(EngineFolder, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(EngineFolder, file));

    /// <summary>The folders that a source names after <c>Manidala.Engine.</c> or, from inside that namespace, after <c>Engine.</c>.</summary>
    public static IEnumerable<string> FoldersIn(string source) =>
        EngineName().Matches(source).Select(match => match.Groups["folder"].Value).Distinct(StringComparer.Ordinal);

    /// <summary>What the file declares as its namespace.</summary>
    public static string? NamespaceOf(string source) => NamespaceDeclaration().Match(source) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"\bEngine\.(?<folder>[A-Z]\w*)")]
    private static partial Regex EngineName();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
