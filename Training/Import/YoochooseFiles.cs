namespace Manidala.Training.Import;

/// <summary>Finds the files of Yoochoose's data set: the published ones, or tables of sessions cut from them.</summary>
internal static class YoochooseFiles
{
    private const string Clicks = "yoochoose-clicks.dat";
    private const string Buys = "yoochoose-buys.dat";

    /// <param name="path">A folder, or one file; the buys that lie beside the clicks come along.</param>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
        {
            bool isClicks = Path.GetFileName(path) is Clicks or Clicks + ".gz";
            string? buys = isClicks ? FindIn(Path.GetDirectoryName(Path.GetFullPath(path))!, Buys) : null;
            return buys is null ? [path] : [path, buys];
        }

        if (!Directory.Exists(path))
        {
            throw new ImportException($"{path} does not exist.");
        }

        string?[] published = [FindIn(path, Clicks), FindIn(path, Buys)];
        string[] found = published[0] is null ? FindTables(path) : [.. published.OfType<string>()];
        return found.Length > 0
            ? found
            : throw new ImportException(
                $"{path} has neither {Clicks} nor a table whose name holds .train. or .test. and ends in .tsv or .csv, each also with .gz; it has: {RetailRocketFolder.Names(path)}");
    }

    private static string[] FindTables(string folder) =>
    [
        .. new[] { "*.train.*", "*.test.*" }.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
            .Where(file => new[] { ".tsv", ".tsv.gz", ".csv", ".csv.gz" }.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase))),
    ];

    private static string? FindIn(string folder, string name) =>
        new[] { name, name + ".gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
}
