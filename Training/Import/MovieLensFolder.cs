namespace Manidala.Training.Import;

/// <summary>Finds the two files of a MovieLens data set by the names that its editions give them.</summary>
internal sealed record MovieLensFolder(string Ratings, string? Movies)
{
    private static readonly string[] RatingNames = ["ratings.csv", "ratings.dat", "ratings.tsv", "u.data"];
    private static readonly string[] MovieNames = ["movies.csv", "movies.dat", "movies.tsv", "u.item", "items.tsv"];

    /// <param name="path">The folder, or its file of ratings.</param>
    public static MovieLensFolder Find(string path)
    {
        if (File.Exists(path))
        {
            return new MovieLensFolder(path, FindIn(Path.GetDirectoryName(Path.GetFullPath(path))!, MovieNames));
        }

        if (!Directory.Exists(path))
        {
            throw new ImportException($"{path} does not exist.");
        }

        return FindIn(path, RatingNames) is { } ratings
            ? new MovieLensFolder(ratings, FindIn(path, MovieNames))
            : throw new ImportException($"{path} has no file of ratings; looked for {string.Join(", ", RatingNames)}, each also with .gz.");
    }

    private static string? FindIn(string folder, IEnumerable<string> names) =>
        names.SelectMany(name => new[] { name, name + ".gz" }).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
