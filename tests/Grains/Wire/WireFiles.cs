namespace Manidala.Grains.Tests.Wire;

/// <summary>A file of lines that lies in the repository beside these tests.</summary>
internal sealed class WireFile(string name)
{
    public string Name => $"tests/Grains/Wire/{name}";

    public IReadOnlyList<string> Read() => [.. File.ReadLines(Path.Combine(Root(), Name)).Where(line => line.Length > 0)];

    /// <summary>Adds lines in their place; those that are there stay.</summary>
    public void Append(IEnumerable<string> lines) => File.WriteAllLines(Path.Combine(Root(), Name), Read().Concat(lines).Order(StringComparer.Ordinal));

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

internal static class WireFiles
{
    public static WireFile Contract { get; } = new("contract.txt");

    public static WireFile Messages { get; } = new("messages.txt");
}
