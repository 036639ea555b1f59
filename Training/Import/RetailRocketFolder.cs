namespace Manidala.Training.Import;

/// <summary>Finds the files of RetailRocket's data set by their published names.</summary>
/// <param name="Properties">The parts of the items' properties, in their order; empty where there are none.</param>
/// <param name="Tree">The parents of categories; null where it is not there.</param>
internal sealed record RetailRocketFolder(string Events, IReadOnlyList<string> Properties, string? Tree)
{
    /// <param name="path">The folder, or its events.csv.</param>
    public static RetailRocketFolder Find(string path)
    {
        bool isFile = File.Exists(path);
        string folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        if (!isFile && !Directory.Exists(path))
        {
            throw new ImportException($"{path} does not exist.");
        }

        string events = isFile
            ? path
            : FindIn(folder, "events.csv") ?? throw new ImportException($"{path} has no events.csv or events.csv.gz; it has: {Names(folder)}");
        string[] properties =
        [
            .. Directory.EnumerateFiles(folder, "item_properties*")
                .Where(file => file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
        return new RetailRocketFolder(events, properties, FindIn(folder, "category_tree.csv"));
    }

    /// <summary>The names of a folder's files, for messages.</summary>
    public static string Names(string folder)
    {
        string[] names = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).Take(20)];
        return names.Length == 0 ? "no files" : string.Join(", ", names);
    }

    private static string? FindIn(string folder, string name) =>
        new[] { name, name + ".gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
}
